internal import Measure
internal import Support

/// `mmsb compare`: results folders side by side.
enum CompareCommand {
  static let command = Command(
    "compare", summary: "results folders side by side",
    about: [
      """
      Shows, for every cell and metric that a folder has in common with BASE, the ratio to BASE and
      its interval. The folders were not measured in the same rounds, so times are advice and every
      verdict on them stays inconclusive; mmsb gate is what decides about times. Exact counts
      depend on no clock, so they are judged: one that changed, and not for the better, ends with
      exit code 1.
      """,
      """
      Only what moved is shown: counts that changed, and times whose intervals don't meet. A folder
      may also be one of several scenarios' folders, such as --out of one run makes.
      """,
    ],
    operands: [Operand("BASE"), Operand("FOLDER", isRepeated: true)],
    options: [
      Option("all", "show every cell and metric"),
      Option(
        "sort", value: "ORDER",
        "by \(ComparisonTable.Order.allCases.map(\.rawValue).joined(separator: ", ")); the largest "
          + "change first unless said"),
      Option("format", value: "NAME", "table, markdown, or csv and json for programs"),
      .output("write all rows of the comparison as compare.csv's columns"),
    ],
    examples: [
      "compare results/local/before results/local/after",
      "compare results/local/a results/local/b results/local/c --all --sort cell",
    ],
    endings: [
      (.well, "the folders were compared"), (.regression, "an exact count changed"),
      (
        .usage,
        "a folder is missing or malformed, one has no cell in common with BASE, or the output is "
          + "there already"
      ),
      (.unfit, "the output can't be written"),
    ]
  ) { arguments, console in
    let order = try arguments.choice("sort", ComparisonTable.Order.allCases.map(\.rawValue))
      .flatMap(ComparisonTable.Order.init(rawValue:))
    let format = try arguments.choice("format", ["table", "markdown", "csv", "json"]) ?? "table"
    let folders = try arguments.operands.map { try ResultFolder.gathered($0) }
    for note in folders.compactMap(\.incompleteness) { console.note(note) }
    let comparisons = try folders.dropFirst().map { try compared(folders[0], $0) }
    let tables = zip(comparisons, folders.dropFirst()).map { comparison, folder in
      ComparisonTable(
        comparison, title: "\(folder.name) against \(folders[0].name)",
        showsAll: arguments.has("all"), order: order ?? .change)
    }
    if let output = arguments.text("output") {
      try NewFile.write(ResultTable.text(comparisons.flatMap(\.rows)), to: output)
    }
    console.write(text(tables, format, console))
    for note in comparisons.flatMap(\.notes).uniqued { console.note(note) }
    return ending(comparisons, console)
  }

  /// Compares a folder with the base; nothing in common is a mistake of the call.
  private static func compared(
    _ base: StoredResults, _ head: StoredResults
  ) throws(Failure) -> FolderComparison {
    let comparison = FolderComparison(base: base, head: head)
    guard !comparison.rows.isEmpty else {
      throw Failure(
        .input,
        "\(base.path) and \(head.path) have no measured cell in common: nothing was compared")
    }
    guard comparison.rows.contains(where: { $0.verdict != .notComparable }) else {
      throw Failure(
        .input,
        "\(head.path) can't be compared with \(base.path): \(comparison.rows[0].verdictReason)")
    }
    return comparison
  }

  private static func text(
    _ tables: [ComparisonTable], _ format: String, _ console: Console
  ) -> String {
    var rows = ResultRows()
    rows.compare = tables.flatMap(\.rows)
    switch format {
    case "csv": return ResultTable.text(rows.compare)
    case "json": return ResultFormat.json.render(rows, FormatStyle())
    case "markdown": return tables.map(\.markdown).joined(separator: "\n")
    default:
      var style = FormatStyle()
      style.color = console.hasColor
      return tables.map { $0.text(style) }.joined(separator: "\n")
    }
  }

  /// Names each count that regressed; no time is judged across folders.
  private static func ending(_ comparisons: [FolderComparison], _ console: Console) -> ExitCode {
    let moved = comparisons.flatMap(\.rows).filter { $0.verdict == .regression }
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

extension [String] {
  /// The strings without repetitions, in their order.
  fileprivate var uniqued: [String] {
    reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
  }
}
