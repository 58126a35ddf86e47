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
      stays inconclusive; exact counts are judged.
      """
    ],
    operands: [Operand("A"), Operand("B")],
    options: [.output("write the comparison as compare.csv's columns")],
    examples: ["compare results/local/before results/local/after"],
    endings: [
      (.well, "the folders were compared"),
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
    return .well
  }
}
