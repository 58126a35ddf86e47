internal import Support
internal import Counters
internal import Glibc
internal import Machine
internal import Measure
internal import StateBus

/// The report on this machine: the facts that are quick to query, and the measured ones.
struct CapsGathering {
  /// The folders whose file systems the report shows: that of the results, and a named one.
  let disks: [(name: String, path: String, facts: DiskFacts)]
  let topology = Topology.read()
  let host: HostFacts

  private let before = LoadFacts.read()
  private let start = Clock.now()

  /// The names of the folders in the report.
  static let diskNames = ["results", "named"]

  /// Begins a report; time stolen from this point on counts as stolen during the report.
  init(named folder: String?) throws(Failure) {
    host = HostFacts.read(topology: topology)
    // The default folder of results is the nearest of these that exists.
    let results = ["results/local", "results", "."].lazy.compactMap { path in
      DiskFacts.read(path).map { (name: Self.diskNames[0], path: path, facts: $0) }
    }.first
    var disks = [results].compactMap(\.self)
    if let folder {
      guard let facts = DiskFacts.read(folder) else {
        throw Failure(.usage, "--disk \(folder): no such folder; name one that is there")
      }
      disks.append((Self.diskNames[1], folder, facts))
    }
    self.disks = disks
  }

  /// Queries all quick facts, in about a fifth of a second, and adds the measured ones.
  func report(measured: [Capability]) -> CapabilityReport {
    let sets = InstructionSets.read()
    let clock = Clock.measured()
    var rows = Backend.entries.map { Capability.backend($0.name, needs: $0.needs, sets) }
    rows += CounterRows.rows(CounterLadder.climb())
    rows += [
      Capability(.clock, "step", Double(clock.stepNanoseconds), unit: "ns"),
      Capability(.clock, "cost", clock.costNanoseconds, unit: "ns"),
    ]
    rows += Capability.ofAllocators()
    if disks.first?.name != Self.diskNames[0] {
      rows += Capability.ofDisk(Self.diskNames[0], DiskFacts())
    }
    for disk in disks { rows += Capability.ofDisk(disk.name, disk.facts) }
    waitOutWindow()
    rows += Capability.ofMachine(topology: topology, host: host, before: before)
    rows += measured.isEmpty ? MeasuredRows.none : measured
    var report = CapabilityReport(
      hostID: host.hostID, takenUTC: Clock.utc(), rows: Self.ordered(rows))
    report.judge()
    let elapsed = ProcessAge.seconds().map { ($0 * 100).rounded() / 100 }
    report.rows += [
      Capability(.report, "version", Build.version),
      Capability(.report, "elapsed", elapsed, unit: "s"),
    ]
    for index in report.rows.indices { report.rows[index].redact() }
    return report
  }

  /// The least window of stolen time in nanoseconds: ten ticks of the kernel's clock.
  private static let window: UInt64 = 100_000_000

  private func waitOutWindow() {
    let passed = Clock.elapsed(since: start)
    if passed < Self.window { usleep(UInt32((Self.window - passed) / 1000)) }
  }

  /// The rows by section; within a section, in the given order.
  private static func ordered(_ rows: [Capability]) -> [Capability] {
    Capability.Section.allCases.flatMap { section in rows.filter { $0.section == section } }
  }
}

extension Capability {
  /// Removes folders from the system's texts; a path names a place, not a capability.
  fileprivate mutating func redact() {
    value = value.map(Redaction.withoutPaths)
    reason = Redaction.withoutPaths(reason)
    remedy = Redaction.withoutPaths(remedy)
  }
}
