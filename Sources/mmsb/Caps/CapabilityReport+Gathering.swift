internal import Counters
internal import Glibc
internal import Machine
internal import Measure
internal import StateBus

extension CapabilityReport {
  /// Asks this machine everything that can be asked quickly: about a fifth of a second.
  ///
  /// `disk` is a folder whose file system is shown beside the one that results go to. What was
  /// `measured` goes in as it is.
  static func gather(disk: DiskFacts?, measured: [Capability]) -> CapabilityReport {
    let before = LoadFacts.read(), start = Clock.now()
    let topology = Topology.read()
    let host = HostFacts.read(topology: topology)
    let sets = InstructionSets.read()
    let clock = Clock.measured()
    var rows = Backend.all.map { Capability.backend($0.name, needs: $0.needs, sets) }
    rows += CounterRows.rows(CounterLadder.climb())
    rows += [
      Capability(.clock, "step", Double(clock.stepNanoseconds), unit: "ns"),
      Capability(.clock, "cost", clock.costNanoseconds, unit: "ns"),
    ]
    rows += Capability.ofAllocators()
    let results = resultsFolders.lazy.compactMap { DiskFacts.read($0) }.first
    rows += Capability.ofDisk("results", results ?? DiskFacts())
    if let disk { rows += Capability.ofDisk("named", disk) }
    waitOutWindow(start)
    rows += Capability.ofMachine(topology: topology, host: host, before: before)
    rows += measured
    var report = CapabilityReport(hostID: host.hostID, takenUTC: Clock.utc(), rows: ordered(rows))
    report.judge()
    report.rows += [
      Capability(.report, "version", Build.version),
      Capability(
        .report, "elapsed", ProcessAge.seconds().map { ($0 * 100).rounded() / 100 }, unit: "s"),
    ]
    for index in report.rows.indices { report.rows[index].redact() }
    return report
  }

  /// The time that what is stolen now is looked at over: ten ticks of the kernel's clock.
  private static let window: UInt64 = 100_000_000

  private static func waitOutWindow(_ start: UInt64) {
    let passed = Clock.now() - start
    if passed < window { usleep(UInt32((window - passed) / 1000)) }
  }

  /// By section; within one, as they came.
  private static func ordered(_ rows: [Capability]) -> [Capability] {
    Capability.Section.allCases.flatMap { section in rows.filter { $0.section == section } }
  }

  /// Where results go unless told otherwise: the nearest folder that is there already.
  static let resultsFolders = ["results/local", "results", "."]
}

extension Capability {
  /// Takes folders out of what the system said; a path names a place, not a capability.
  fileprivate mutating func redact() {
    value = value.map(Redaction.withoutPaths)
    reason = Redaction.withoutPaths(reason)
    remedy = Redaction.withoutPaths(remedy)
  }
}
