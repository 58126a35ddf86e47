internal import Support
internal import Counters
internal import Glibc
internal import Machine
internal import Measure
internal import StateBus

/// Gathers the report on this machine: what can be asked quickly, and what was measured.
struct CapsGathering {
  /// The folders whose file systems the report shows: where results go, and one that is named.
  let disks: [(name: String, path: String, facts: DiskFacts)]
  let topology = Topology.read()
  let host: HostFacts

  private let before = LoadFacts.read()
  private let start = Clock.now()

  /// What the report calls the folders.
  static let diskNames = ["results", "named"]

  /// Begins: what is stolen from now on counts as stolen now.
  init(named folder: String?) throws(Failure) {
    host = HostFacts.read(topology: topology)
    // Where results go unless told otherwise: the nearest folder that is there already.
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

  /// Asks everything that can be asked quickly, about a fifth of a second, and adds what was
  /// measured.
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

  /// The time that what is stolen now is looked at over: ten ticks of the kernel's clock.
  private static let window: UInt64 = 100_000_000

  private func waitOutWindow() {
    let passed = Clock.now() - start
    if passed < Self.window { usleep(UInt32((Self.window - passed) / 1000)) }
  }

  /// By section; within one, as they came.
  private static func ordered(_ rows: [Capability]) -> [Capability] {
    Capability.Section.allCases.flatMap { section in rows.filter { $0.section == section } }
  }
}

extension Capability {
  /// Takes folders out of what the system said; a path names a place, not a capability.
  fileprivate mutating func redact() {
    value = value.map(Redaction.withoutPaths)
    reason = Redaction.withoutPaths(reason)
    remedy = Redaction.withoutPaths(remedy)
  }
}
