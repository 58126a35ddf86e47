internal import Measure
internal import Support

/// `mmsb compare`: two results folders side by side.
enum CompareCommand {
  static let command = Command(
    "compare", summary: "two results folders side by side",
    about: [
      """
      Shows, for every cell and metric that both folders have, the ratio of B to A and its interval.
      The two were not measured in the same rounds, so times are advice and every verdict on them
      stays inconclusive. Exact counts depend on no clock, so they are judged: one that changed, and
      not for the better, ends with exit code 1.
      """
    ],
    operands: [Operand("A"), Operand("B")],
    options: [.output("write the comparison as compare.csv's columns")],
    examples: ["compare results/local/before results/local/after"],
    endings: [
      (.well, "the folders were compared"), (.regression, "an exact count changed"),
      (
        .usage,
        "a folder is missing or malformed, the two have no cell in common, or the output is there "
          + "already"
      ),
      (.unfit, "the output can't be written"),
    ]
  ) { arguments, console in
    let folders = try arguments.operands.map { try ResultFolder.read($0) }
    for note in folders.compactMap(\.incompleteness) { console.note(note) }
    let comparison = FolderComparison(base: folders[0], head: folders[1])
    guard !comparison.rows.isEmpty else {
      let names = arguments.operands.joined(separator: " and ")
      throw Failure(.input, "\(names) have no measured cell in common: nothing was compared")
    }
    if let output = arguments.text("output") {
      try NewFile.write(ResultTable.text(comparison.rows), to: output)
    }
    var rows = ResultRows()
    rows.compare = comparison.rows
    var style = FormatStyle()
    style.color = console.hasColor
    console.write(ResultFormat.table.render(rows, style))
    for note in comparison.notes { console.note(note) }
    guard comparison.rows.contains(where: { $0.verdict != .notComparable }) else {
      throw Failure(.input, "nothing could be compared: \(comparison.rows[0].verdictReason)")
    }
    // No time is judged across folders, so that only a count can have regressed.
    let moved = comparison.rows.filter { $0.verdict == .regression }
    for row in moved {
      console.complain(
        "\(row.keys.scenario) \(row.keys.cellID): \(row.metric) was \(row.baseValue.text) and is "
          + row.headValue.text)
    }
    return moved.isEmpty ? .well : .regression
  }
}

extension Double? {
  /// The count as people write it.
  fileprivate var text: String { map(Display.significant) ?? "nothing" }
}
