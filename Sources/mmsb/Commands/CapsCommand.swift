internal import Machine

/// `mmsb caps`: what this machine can do and what it can't, with the reason and the remedy.
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
      Option("json", "write the report as JSON"),
      Option("csv", "write the report as CSV, one row a fact"),
      Option("disk", value: "DIR", "also look at the file system that this folder lies on"),
      Option("compare", value: "A", "show what differs between the reports A and B, both JSON"),
    ],
    examples: ["caps", "caps --json > here.json", "caps --compare here.json there.json"],
    endings: [
      (.well, "the report was written, whatever is missing"),
      (.usage, "a folder or report is missing or malformed, or the options don't go together"),
    ]
  ) { arguments, console in
    if arguments.has("compare") { return try compare(arguments, console) }
    if let extra = arguments.operands.first {
      throw UsageError.extraOperand(extra, command: "caps")
    }
    try exclude("json", "csv", arguments)
    let report = CapabilityReport.gather(disk: try disk(arguments), measured: [])
    console.write(
      arguments.has("json") ? report.json : arguments.has("csv") ? report.csv : report.text)
    return .well
  }

  private static func compare(_ arguments: Arguments, _ console: Console) throws -> ExitCode {
    for option in ["json", "csv", "disk"] { try exclude("compare", option, arguments) }
    let paths = [try arguments.required("compare")] + arguments.operands
    guard paths.count == 2 else {
      throw UsageError.missingOperand("B", command: "caps --compare")
    }
    let reports = try paths.map { try CapabilityReport.read($0) }
    let names = paths.map { $0.split(separator: "/").last.map(String.init) ?? $0 }
    console.write(CapabilityComparison(reports[0], reports[1], names: names).text)
    return .well
  }

  /// The file system of the named folder, which has to be there.
  private static func disk(_ arguments: Arguments) throws -> DiskFacts? {
    guard let folder = arguments.text("disk") else { return nil }
    guard let facts = DiskFacts.read(folder) else {
      throw Failure(.usage, "--disk \(folder): no such folder; name one that is there")
    }
    return facts
  }

  private static func exclude(_ one: String, _ other: String, _ arguments: Arguments) throws {
    guard arguments.has(one), arguments.has(other) else { return }
    throw Failure(.usage, "--\(one) and --\(other) don't go together; choose one")
  }
}
