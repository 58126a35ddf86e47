/// The figures as results folders show them: the rows of `results/figures.csv`.
///
/// A figure without a matching row is missing and never passes.
package struct FigureReport: Sendable {
  /// One figure with its value and its limit.
  package struct Line: Sendable, Equatable {
    package let id: String
    package let what: String
    /// The figure's value; nil when no row matches.
    package let value: Double?
    /// The limit as text: ">= 0.95".
    package let limit: String
    package let passed: Bool
    package let command: String
    /// The folders that hold the value.
    package let run: String
  }

  package let lines: [Line]

  /// Looks every figure up in folders; of several folders with a scenario, the last one's rows
  /// count.
  package init(_ folders: [StoredResults], figures: [Figure] = Figure.all) {
    lines = figures.map { Self.line($0, Source(folders)) }
  }

  /// Whether every figure was found and holds.
  package var isComplete: Bool { lines.allSatisfy(\.passed) }

  /// The text of `results/figures.csv`.
  package var text: String {
    let header = CSV.line(["id", "what", "value", "limit", "passed", "command", "run"])
    return lines.reduce(into: header) { text, line in
      text += CSV.line([
        line.id, line.what, line.value.field, line.limit, line.passed.field, line.command, line.run,
      ])
    }
  }

  /// The figures as an aligned table.
  package func table(style: FormatStyle = FormatStyle()) -> String {
    Grid(
      title: "figures", header: ["id", "value", "limit", "", "what"],
      rightAligned: [false, true, false, false, false],
      rows: lines.map { line in
        let outcome = line.value == nil ? "missing" : line.passed ? "reached" : "not reached"
        return [
          .init(text: line.id), .init(text: line.value.map { Display.significant($0) } ?? ""),
          .init(text: line.limit), .init(text: outcome, tone: line.passed ? .good : .bad),
          .init(text: line.what),
        ]
      }
    ).aligned(color: style.color)
  }

  /// The folders' rows, each cell's from the last folder that measured its scenario.
  private struct Source {
    var rows: [SummaryRow] = []
    var folderOfRun: [String: String] = [:]

    init(_ folders: [StoredResults]) {
      for folder in folders {
        let scenarios = Set(folder.rows.summary.map(\.keys.scenario))
        rows.removeAll { scenarios.contains($0.keys.scenario) }
        rows += folder.rows.summary
        for row in folder.rows.summary { folderOfRun[row.keys.runID] = folder.name }
      }
    }
  }

  private static func line(_ figure: Figure, _ source: Source) -> Line {
    let (value, rows) = evaluate(figure, source.rows)
    var folders: [String] = []
    for row in rows {
      let folder = source.folderOfRun[row.keys.runID] ?? row.keys.runID
      if !folders.contains(folder) { folders.append(folder) }
    }
    return Line(
      id: figure.id, what: figure.what, value: value,
      limit: figure.relation.rawValue + " " + figure.limit.field,
      passed: value.map { figure.relation.holds($0, figure.limit) } ?? false,
      command: figure.command, run: folders.joined(separator: " "))
  }

  private static func evaluate(
    _ figure: Figure, _ summary: [SummaryRow]
  ) -> (value: Double?, rows: [SummaryRow]) {
    let isHighGood = figure.relation == .atLeast
    func worst(_ rows: [SummaryRow]) -> Double? {
      let values = rows.compactMap(\.value)
      return isHighGood ? values.min() : values.max()
    }
    func best(_ rows: [SummaryRow]) -> Double? {
      let values = rows.compactMap(\.value)
      return isHighGood ? values.max() : values.min()
    }
    func sum(_ rows: [SummaryRow]) -> Double? {
      rows.isEmpty ? nil : rows.compactMap(\.value).reduce(0, +)
    }
    func divided(_ above: Double?, _ below: Double?) -> Double? {
      guard let above, let below, below > 0 else { return nil }
      return above / below
    }
    switch figure.reading {
    case .worst(let selector):
      let rows = selector.rows(summary)
      return (worst(rows), rows)
    case .best(let selector):
      let rows = selector.rows(summary)
      return (best(rows), rows)
    case .sum(let selector):
      let rows = selector.rows(summary)
      return (sum(rows), rows)
    case .quotient(let first, let second):
      let (above, below) = (first.rows(summary), second.rows(summary))
      return (divided(worst(above), best(below)), above + below)
    case .share(let first, let second):
      let (above, below) = (first.rows(summary), second.rows(summary))
      return (divided(sum(above), sum(below)), above + below)
    }
  }
}
