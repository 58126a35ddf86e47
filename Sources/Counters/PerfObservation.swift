internal import CPlatform
internal import Glibc
internal import Machine

/// What the kernel's own counter interface answered.
package struct PerfObservation: Equatable, Sendable {
  /// The last answer to opening the instruction counter: 0, or the errno value of the refusal.
  package var hardwareCode: Int32
  /// Whether only user mode may be counted.
  package var userOnly: Bool
  /// The answer to opening a software event, user mode only.
  package var softwareCode: Int32
  /// The kernel's permission level; nil where it isn't exposed.
  package var paranoidLevel: Int?
  /// What the opened counters said of known work.
  package var selfTest: SelfTest?

  /// States what was seen.
  package init(
    hardwareCode: Int32, userOnly: Bool = false, softwareCode: Int32 = 0,
    paranoidLevel: Int? = nil, selfTest: SelfTest? = nil
  ) {
    self.hardwareCode = hardwareCode
    self.userOnly = userOnly
    self.softwareCode = softwareCode
    self.paranoidLevel = paranoidLevel
    self.selfTest = selfTest
  }

  /// Opens, counts known work and closes again: a few milliseconds at most.
  ///
  /// An unprivileged caller is refused for the kernel's part first even where there is nothing to
  /// count, so a refusal counts only when user mode alone is refused too.
  static func make() -> PerfObservation {
    let level = SystemFiles.live.number("/proc/sys/kernel/perf_event_paranoid")
    var seen = PerfObservation(
      hardwareCode: tryOpen(CP_PERF_INSTRUCTIONS, userOnly: false),
      softwareCode: tryOpen(CP_PERF_TASK_CLOCK, userOnly: true), paranoidLevel: level)
    if [EACCES, EPERM].contains(seen.hardwareCode) {
      seen.hardwareCode = tryOpen(CP_PERF_INSTRUCTIONS, userOnly: true)
      seen.userOnly = true
    }
    if seen.hardwareCode == 0 { seen.selfTest = test(userOnly: seen.userOnly) }
    return seen
  }

  private static func tryOpen(_ event: cp_perf_event, userOnly: Bool) -> Int32 {
    let descriptor = cp_perf_open(event, userOnly)
    guard descriptor >= 0 else { return -descriptor }
    close(descriptor)
    return 0
  }

  private static func test(userOnly: Bool) -> SelfTest {
    let instructions = cp_perf_open(CP_PERF_INSTRUCTIONS, userOnly)
    let cycles = cp_perf_open(CP_PERF_CYCLES, userOnly)
    defer { for descriptor in [instructions, cycles] where descriptor >= 0 { close(descriptor) } }
    return SelfTest(SelfTest.lengths.compactMap { read($0, instructions, cycles) })
  }

  private static func read(
    _ iterations: UInt64, _ instructions: Int32, _ cycles: Int32
  ) -> SelfTest.Reading? {
    var counted = cp_perf_reading(), spent = cp_perf_reading()
    guard cp_perf_start(cycles) == 0, cp_perf_start(instructions) == 0 else { return nil }
    SelfTest.work(iterations)
    guard unsafe cp_perf_stop(instructions, &counted) == 0,
      unsafe cp_perf_stop(cycles, &spent) == 0
    else { return nil }
    let ran = [counted, spent].allSatisfy {
      $0.running_nanoseconds > 0 && $0.running_nanoseconds >= $0.enabled_nanoseconds
    }
    return SelfTest.Reading(
      iterations: iterations, instructions: counted.value, cycles: spent.value,
      ranThroughout: ran)
  }
}
