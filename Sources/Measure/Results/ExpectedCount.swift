/// One exact count that a cell is expected to have: a row of `results/expected.csv`.
package struct ExpectedCount: ResultRow, Equatable {
  package static let fileName = "expected.csv"
  package static let appendedColumnCounts: [Int] = []
  /// The version of these columns.
  package static let version = "1"

  package static let columns: [ResultColumn<Self>] = [
    .init("schema_version", \.keys.schemaVersion, "Version of these columns.", required: true),
    .init("scenario", \.keys.scenario, "The scenario's name.", required: true),
    .init("scenario_hash", \.keys.scenarioHash, "Hash of its text back then.", required: true),
    .init("cell_id", \.keys.cellID, "The cell.", required: true),
    .init("p_workload", \.keys.workload, "The kind of work.", required: true),
    .init("threads", \.keys.threads, "Workers.", required: true),
    .init(
      "working_set_bytes", \.keys.workingSetByteCount,
      "Page bytes asked for; empty where the work brings its own."),
    .init("seed", \.keys.seed, "Where every random choice came from.", required: true),
    .init("metric", \.metric, "What is counted.", required: true, type: .code),
    .init("value", \.value, "The count, of all workers together.", required: true),
    .init("unit", \.unit, "Its unit.", required: true, type: .words(["count", "B"])),
  ]

  package var keys = CellKeys()
  package var metric = ""
  package var value = 0
  package var unit = ""

  package init() { keys.schemaVersion = Self.version }
}

/// The exact counts that are expected of scenarios' cells, as stored in a file of the repository.
///
/// A count that is zero has no row; every cell has at least one row.
package struct ExpectedCounts: Sendable, Equatable {
  /// By scenario, cell and metric, in alphabetical order.
  package private(set) var rows: [ExpectedCount]

  /// Puts rows in their order.
  package init(_ rows: [ExpectedCount] = []) { self.rows = rows.sorted { $0.order < $1.order } }

  /// The file's text.
  package var text: String { ResultTable.text(rows) }

  /// Reads a file; throws the first mistake in it.
  package static func read(_ path: String) throws(ResultError) -> ExpectedCounts {
    let (rows, lines, findings) = ResultTable.parse(
      try ResultFolder.bytes(of: path), as: ExpectedCount.self)
    let finding = findings.first ?? contradiction(rows, lines)
    if let finding {
      throw .malformedExpectations(
        Finding(path, line: finding.line, column: finding.column, finding.message))
    }
    return ExpectedCounts(rows)
  }

  /// A mistake that no single row shows: another version, a count given twice, a cell of two kinds.
  private static func contradiction(_ rows: [ExpectedCount], _ lines: [Int]) -> Finding? {
    var cells: [[String]: CellKeys] = [:]
    var counts: Set<[String]> = []
    for (row, line) in zip(rows, lines) {
      func finding(_ column: String, _ message: String) -> Finding {
        Finding(ExpectedCount.fileName, line: line, column: column, message)
      }
      guard row.keys.schemaVersion == ExpectedCount.version else {
        return finding(
          "schema_version",
          "is \(row.keys.schemaVersion), and this program reads \(ExpectedCount.version)")
      }
      guard row.value > 0 else { return finding("value", "is \(row.value), and must be above 0") }
      guard counts.insert(row.order).inserted else {
        return finding("metric", "\(row.metric) of \(row.keys.cellID) is there twice")
      }
      let cell = Array(row.order.prefix(2))
      if let other = cells[cell], other != row.keys {
        return finding("cell_id", "\(row.keys.cellID) is another cell than in a row before")
      }
      cells[cell] = row.keys
    }
    return nil
  }
}

extension ExpectedCount {
  fileprivate var order: [String] { [keys.scenario, keys.cellID, metric] }
}

private func < (left: [String], right: [String]) -> Bool { left.lexicographicallyPrecedes(right) }
