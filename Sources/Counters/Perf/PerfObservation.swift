internal import CPlatform
internal import Glibc
internal import Machine
internal import Support

/// The answers of the kernel's counter interface.
package struct PerfObservation: Equatable, Sendable {
  /// The last answer to opening the instruction counter: 0, or the errno value of the refusal.
  package var hardwareCode: Int32
  /// Whether only user mode may be counted.
  package var userOnly: Bool
  /// The answer to opening a software event, user mode only.
  package var softwareCode: Int32
  /// The answer to opening a software event, kernel included.
  package var softwareKernelCode: Int32
  /// Page faults counted while `touchedPageCount` fresh pages were touched; nil without a counter.
  package var softwareFaults: Int?
  /// The kernel's permission level; nil where it isn't exposed.
  package var paranoidLevel: Int?
  /// The opened counters' values for known work.
  package var selfTest: SelfTest?

  /// The pages touched to prove the software events.
  package static let touchedPageCount = 64

  /// Makes an observation; software events that open also count, unless stated otherwise.
  package init(
    hardwareCode: Int32, userOnly: Bool = false, softwareCode: Int32 = 0,
    softwareKernelCode: Int32? = nil, softwareFaults: Int? = touchedPageCount,
    paranoidLevel: Int? = nil, selfTest: SelfTest? = nil
  ) {
    self.hardwareCode = hardwareCode
    self.userOnly = userOnly
    self.softwareCode = softwareCode
    self.softwareKernelCode = softwareKernelCode ?? softwareCode
    self.softwareFaults = softwareCode == 0 ? softwareFaults : nil
    self.paranoidLevel = paranoidLevel
    self.selfTest = selfTest
  }

  /// Opens, counts known work and closes again: a few milliseconds at most.
  ///
  /// An unprivileged caller is refused for the kernel's part even on a machine without counters, so
  /// only a refusal of user mode alone is final.
  static func make() -> PerfObservation {
    let level = SystemFiles.live.number("/proc/sys/kernel/perf_event_paranoid")
    var seen = PerfObservation(
      hardwareCode: PerfGroup.tryOpen(CP_PERF_INSTRUCTIONS, userOnly: false),
      softwareCode: PerfGroup.tryOpen(CP_PERF_PAGE_FAULTS, userOnly: true),
      softwareKernelCode: PerfGroup.tryOpen(CP_PERF_PAGE_FAULTS, userOnly: false),
      paranoidLevel: level)
    if [EACCES, EPERM].contains(seen.hardwareCode) {
      seen.hardwareCode = PerfGroup.tryOpen(CP_PERF_INSTRUCTIONS, userOnly: true)
      seen.userOnly = true
    }
    if seen.hardwareCode == 0 { seen.selfTest = test() }
    if seen.softwareCode == 0 { seen.softwareFaults = countFaults() }
    return seen
  }

  private static func test() -> SelfTest {
    let group = try? PerfGroup([CP_PERF_INSTRUCTIONS, CP_PERF_CYCLES], userOnly: true)
    return SelfTest(SelfTest.lengths.compactMap { group?.reading(of: $0) })
  }

  /// Page faults counted while fresh pages were touched; other faults may be among them.
  private static func countFaults() -> Int? {
    let byteCount = touchedPageCount * MappedRegion.pageByteCount
    guard let group = try? PerfGroup([CP_PERF_PAGE_FAULTS], userOnly: true),
      let region = try? MappedRegion(byteCount: byteCount), (try? group.read()) != nil
    else { return nil }
    let before = group.values[0]
    unsafe madvise(region.baseAddress, byteCount, MADV_NOHUGEPAGE)
    for page in 0..<touchedPageCount {
      let offset = page * MappedRegion.pageByteCount
      unsafe region.baseAddress.storeBytes(of: 1, toByteOffset: offset, as: UInt8.self)
    }
    return (try? group.read()).map { Int(group.values[0] - before) }
  }
}

extension PerfGroup {
  /// The reading of known work by a group of instructions and cycles; nil where reading fails.
  fileprivate func reading(of iterations: UInt64) -> SelfTest.Reading? {
    guard (try? read()) != nil else { return nil }
    let (before, from) = (values, times)
    SelfTest.work(iterations)
    guard (try? read()) != nil else { return nil }
    let ran = times.running_nanoseconds &- from.running_nanoseconds
    return SelfTest.Reading(
      iterations: iterations, instructions: UInt64(max(0, values[0] - before[0])),
      cycles: UInt64(max(0, values[1] - before[1])),
      ranThroughout: ran > 0 && ran >= times.enabled_nanoseconds &- from.enabled_nanoseconds)
  }
}
