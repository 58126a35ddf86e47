internal import Support
internal import Measure

/// `mmsb report`: results shown again, or made into the project's figures.
enum ReportCommand {
  static let command = Command(
    "report", summary: "show results folders again, or derive the project's figures from them",
    about: [
      "Shows the table of each folder as the run showed it, in the format wanted.",
      """
      With --figures it derives the figures that the project is judged by, each with its limit and
      the run it came from, and writes them as one CSV file, replacing an older one.
      """,
    ],
    operands: [Operand("FOLDER", isRepeated: true)],
    options: [
      Option("figures", "derive the project's figures"),
      Option("out", value: "FILE", "the figures' file; results/figures.csv unless said"), .format,
    ],
    examples: [
      "report results/local/20261120T093000Z-smoke --format markdown",
      "report --figures results/local/*",
    ],
    endings: [
      (.well, "shown or written, whether or not the figures reach their limits"),
      (.usage, "a folder is missing or malformed, or holds nothing to show"),
      (.unfit, "the file can't be written"),
    ]
  ) { arguments, console in
    let folders = try arguments.operands.map { try ResultFolder.read($0) }
    for note in folders.compactMap(\.incompleteness) { console.note(note) }
    let names = arguments.operands.joined(separator: ", ")
    var style = FormatStyle()
    style.color = console.hasColor
    guard arguments.has("figures") else {
      guard !arguments.has("out") else { throw Failure(.usage, "--out is for --figures") }
      let format = try arguments.format()
      if folders.allSatisfy({ $0.rows.summary.isEmpty }) {
        throw Failure(.input, "\(names) hold no row: nothing can be shown")
      }
      for rows in format.isOneDocument ? [together(folders)] : folders.map(\.rows) {
        console.write(format.render(rows, style))
      }
      return .well
    }
    let report = FigureReport(folders)
    guard report.lines.contains(where: { $0.value != nil }) else {
      throw Failure(.input, "\(names) hold no figure: none was written")
    }
    let path = arguments.text("out") ?? "results/figures.csv"
    try NewFile.write(report.text, to: path, isReplacing: true)
    console.write(report.table(style: style))
    console.note("figures: \(path)")
    return .well
  }

  /// The rows of all folders.
  private static func together(_ folders: [StoredResults]) -> ResultRows {
    folders.reduce(into: ResultRows()) { $0.append($1.rows) }
  }
}
