internal import Support
internal import Measure

/// `mmsb validate`: a results folder against its schema.
enum ValidateCommand {
  static let command = Command(
    "validate", summary: "check a results folder against its schema",
    about: [
      """
      Reads samples.csv, summary.csv, compare.csv and manifest.json and prints everything that is
      wrong with them, a line each: columns, types, ranges, units, numbers without a status that
      allows them, rows that contradict the manifest, absolute paths.
      """,
      """
      Then it computes every summary, interval, ratio and verdict again from the samples, and holds
      each file against the digest that the run wrote. Folders of schema 1.0 and 1.1 have neither
      groups nor digests and are checked as far as their columns go.
      """,
    ],
    operands: [Operand("FOLDER")], examples: ["validate results/local/20261120T093000Z-smoke"],
    endings: [
      (.well, "nothing is wrong"), (.usage, "no results folder, or something is wrong with it"),
    ]
  ) { arguments, console in
    let path = arguments.operands[0]
    let findings = try ResultFolder.validate(path)
    guard findings.isEmpty else {
      console.write(findings.map { "\($0)\n" }.joined())
      let count = findings.count == 1 ? "1 thing is" : "\(findings.count) things are"
      throw Failure(.usage, "\(path): \(count) wrong, listed on standard output")
    }
    let results = try ResultFolder.read(path)
    let rows = results.rows
    if let incompleteness = results.incompleteness { console.note(incompleteness) }
    console.write(
      "\(path): well formed: \(Display.grouped(rows.samples.count)) samples, "
        + "\(Display.grouped(rows.summary.count)) summary rows, "
        + "\(Display.grouped(rows.compare.count)) comparisons\n")
    return .well
  }
}
