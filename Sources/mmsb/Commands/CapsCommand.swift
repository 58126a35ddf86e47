internal import Support
internal import Machine
internal import Measure

/// `mmsb caps`: the abilities of this machine, and the missing ones with reason and remedy.
enum CapsCommand {
  static let command = Command(
    "caps", summary: "what this machine can do, what it can't, why, and what would change that",
    about: [
      """
      Reads what the processor and the system tell: processor and instruction sets, caches, memory
      and its nodes, counters, clocks, allocators, disk, noise, and what whoever runs the machine
      decided. It measures nothing, needs no privilege, and takes a fraction of a second.
      """,
      """
      With --ceilings it also measures, for half a minute: what plain loops of each instruction set
      can read, write, copy, add up and blend in each cache and in memory, and how long a load
      takes; how long a synced write takes, and how fast the disk takes writes in a row; and how
      much neighbours disturb. Later calls show what was measured last, with its age; it is kept in
      XDG_CACHE_HOME, or in .cache at home.
      """,
      """
      What is missing stands in a section of its own, each with its reason and, where there is one,
      the remedy. The last lines say what numbers of this machine are worth.
      """,
      """
      The report names no host, user or folder. As CSV it has one row a fact, so that the reports of
      many machines can be put together; as JSON, --compare takes two.
      """,
    ],
    operands: [Operand("B", isOptional: true)],
    options: [
      Option("ceilings", "measure first: memory, file systems, neighbours; half a minute"),
      .wait,
      Option("json", "write the report as JSON"),
      Option("csv", "write the report as CSV, one row a fact"),
      Option(
        "disk", value: "DIR", "also look at, or measure, the file system that this folder lies on"),
      Option("out", value: "DIR", "also make a results folder of the ceilings and the time taken"),
      Option("compare", value: "A", "show what differs between the reports A and B, both JSON"),
    ],
    examples: [
      "caps", "caps --ceilings --disk /var/tmp", "caps --json > here.json",
      "caps --compare here.json there.json",
    ],
    endings: [
      (.well, "the report was written, whatever is missing"),
      (.usage, "a folder or report is missing or malformed, or the options don't go together"),
      (.unfit, "no thread or memory for measuring, or results can't be written"),
      (.interrupted, "interrupted while measuring; nothing of it is kept"),
    ]
  ) { try run($0, $1) }

  private static func run(_ arguments: Arguments, _ console: Console) throws -> ExitCode {
    if arguments.has("compare") { return try compare(arguments, console) }
    if let extra = arguments.operands.first {
      throw UsageError.extraOperand(extra, command: "caps")
    }
    try exclude("json", "csv", arguments)
    let gathering = try CapsGathering(named: arguments.text("disk"))
    let measured: [Capability]
    if arguments.has("ceilings") {
      guard let turn = MeasuringTurn.take(console, waits: arguments.has("wait")),
        let rows = try withExtendedLifetime(turn, { try measure(gathering, console) })
      else { return .interrupted }
      measured = rows
    } else {
      measured = kept(gathering, console)
    }
    let folder = try arguments.text("out").map { try ResultFolder(creating: $0) }
    let report = gathering.report(measured: measured)
    if let folder {
      try CapsResults(report, gathering).write(to: folder, isMeasuring: arguments.has("ceilings"))
    }
    console.write(
      arguments.has("json") ? report.json : arguments.has("csv") ? report.csv : report.text)
    return .well
  }

  private static func compare(_ arguments: Arguments, _ console: Console) throws -> ExitCode {
    for option in ["json", "csv", "disk", "ceilings", "out"] {
      try exclude("compare", option, arguments)
    }
    let paths = [try arguments.required("compare")] + arguments.operands
    guard paths.count == 2 else {
      throw UsageError.missingOperand("B", command: "caps --compare")
    }
    let reports = try paths.map { try CapabilityReport.read($0) }
    let names = paths.map { $0.split(separator: "/").last.map(String.init) ?? $0 }
    console.write(CapabilityComparison(reports[0], reports[1], names: names).text)
    return .well
  }

  /// Measures, and keeps the rows for later calls; nil when the user wants to stop.
  private static func measure(
    _ gathering: CapsGathering, _ console: Console
  ) throws -> [Capability]? {
    _ = try Clock.checked()
    let survey = CapsSurvey(
      topology: gathering.topology, memoryLimitByteCount: MemoryFacts.read().limitByteCount,
      folders: gathering.disks, console: console)
    guard let rows = try survey.run() else {
      console.complain("interrupted: what was measured so far is not kept")
      return nil
    }
    let store = CeilingStore.ofUser(MachineIdentity(gathering.host))
    do {
      if let store { try store.save(rows, takenUTC: Clock.utc()) }
      if store == nil { console.note("not kept for later calls: no cache folder is named") }
    } catch {
      console.note("not kept for later calls: \(Failure(error).message)")
    }
    return CeilingStore.Kept(rows: rows, ageSeconds: 0).shown(gathering.disks)
  }

  /// The rows measured by an earlier call; none where none are kept.
  private static func kept(_ gathering: CapsGathering, _ console: Console) -> [Capability] {
    let store = CeilingStore.ofUser(MachineIdentity(gathering.host))
    let now = Clock.secondsSince1970(utc: Clock.utc()) ?? 0
    let (kept, note) = store?.load(now: now) ?? (nil, nil)
    if let note { console.note(note) }
    return kept?.shown(gathering.disks) ?? []
  }

  private static func exclude(_ one: String, _ other: String, _ arguments: Arguments) throws {
    guard arguments.has(one), arguments.has(other) else { return }
    throw Failure(.usage, "--\(one) and --\(other) don't go together; choose one")
  }
}
