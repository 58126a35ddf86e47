internal import Support

extension ResultFormat {
  /// The rows of summary.csv and compare.csv, gathered by run and cell, as one strict document.
  package static let json = ResultFormat(
    name: "json", about: "one JSON document for programs", isOneDocument: true
  ) { rows, _ in
    let document: JSONValue = [
      "schema": "mmsb-results", "version": .string(RunDocument.version),
      "runs": .array(RunDocument.all(rows).map(\.json)),
    ]
    return document.document
  }
}

/// The rows of one run and scenario, as an object whose members have the columns' names.
///
/// An empty field has no member, so that no number is ever null.
private struct RunDocument {
  /// The version of the document's own members; those named as columns follow the columns' version.
  static let version = "1.0"

  private var summary: [SummaryRow] = []
  private var compare: [CompareRow] = []

  /// The runs in the order of their rows.
  static func all(_ rows: ResultRows) -> [RunDocument] {
    var order: [String] = []
    var runs: [String: RunDocument] = [:]
    func named(_ keys: CellKeys) -> String {
      let name = keys.runID + "\n" + keys.scenario
      if runs[name] == nil { order.append(name) }
      return name
    }
    for row in rows.summary { runs[named(row.keys), default: RunDocument()].summary.append(row) }
    for row in rows.compare { runs[named(row.keys), default: RunDocument()].compare.append(row) }
    return order.compactMap { runs[$0] }
  }

  var json: JSONValue {
    guard let keys = summary.first?.keys ?? compare.first?.keys else { return [:] }
    var rows = ResultRows()
    rows.summary = summary
    rows.compare = compare
    return .object(
      Self.members(keys, Self.runColumns) + [
        JSONMember("cells", .array(cells)), JSONMember("others", .array(others)),
        JSONMember("notes", .array(Conclusion.lines(rows).map { .string($0) })),
      ])
  }

  /// The cells in the order of their rows, each with its values and its comparisons.
  private var cells: [JSONValue] {
    let isCell = { (keys: CellKeys) in keys.variant == CellKeys.cellVariant }
    let values = Self.grouped(summary.filter { isCell($0.keys) }, \.cellID)
    let comparisons = Self.grouped(compare.filter { isCell($0.keys) }, \.cellID)
    let outcomes = Dictionary(
      CellView.all(summary, compare).map { ($0.keys.cellID, $0.outcome) }
    ) { first, _ in first }
    let ids = values.order + comparisons.order.filter { values.rows[$0] == nil }
    return ids.map { id in
      let compared = comparisons.rows[id] ?? []
      let keys = outcomes[id]?.keys ?? compared.first?.keys ?? CellKeys()
      return .object(
        Self.members(keys, Self.cellColumns)
          + (outcomes[id].map { Self.members($0, Self.outcomeColumns) } ?? [])
          + [
            JSONMember("values", Self.array(values.rows[id] ?? [], Self.valueColumns)),
            JSONMember("comparisons", Self.array(compared, Self.comparisonColumns)),
          ])
    }
  }

  /// What was measured beside the cells: references, the canary, the counters' own cost.
  private var others: [JSONValue] {
    let rows = summary.filter { $0.keys.variant != CellKeys.cellVariant }
    let values = Self.grouped(rows, \.variant)
    return values.order.map { variant in
      let rows = values.rows[variant] ?? []
      return .object(
        Self.members(rows.first?.keys ?? CellKeys(), Self.cellColumns)
          + [JSONMember("values", Self.array(rows, Self.valueColumns))])
    }
  }

  private static func grouped<Row: ResultRow>(
    _ rows: [Row], _ path: (CellKeys) -> String
  ) -> (order: [String], rows: [String: [Row]]) {
    var order: [String] = []
    var groups: [String: [Row]] = [:]
    for row in rows {
      let name = path(row.keys)
      if groups[name] == nil { order.append(name) }
      groups[name, default: []].append(row)
    }
    return (order, groups)
  }
}

// Columns as members.
extension RunDocument {
  /// The columns that are the same in all rows of a run.
  private static let runNames: Set = [
    "schema_version", "run_id", "started_utc", "host_id", "git_rev", "git_dirty", "build_id",
    "scenario", "scenario_hash", "phase",
  ]
  /// The columns that say how a cell ended.
  private static let outcomeNames: Set = [
    "status", "reason_code", "verified", "oracle", "digest", "cache",
  ]
  private static let keyNames = Set(ResultSchema.keys.map(\.name))

  private static let runColumns = ResultSchema.keys.filter { runNames.contains($0.name) }
  private static let cellColumns = ResultSchema.keys.filter { !runNames.contains($0.name) }
  private static let outcomeColumns = ResultSchema.summary.filter {
    outcomeNames.contains($0.name)
  }
  private static let valueColumns = ResultSchema.summary.filter { column in
    let isOfCell = outcomeNames.subtracting(["status", "reason_code"]).contains(column.name)
    return !isOfCell && !keyNames.contains(column.name)
  }
  private static let comparisonColumns = ResultSchema.compare.filter {
    $0.name != "cache" && !keyNames.contains($0.name)
  }

  private static func members<Row>(_ row: Row, _ columns: [ResultColumn<Row>]) -> [JSONMember] {
    columns.compactMap { $0.member(row) }
  }

  private static func array<Row>(_ rows: [Row], _ columns: [ResultColumn<Row>]) -> JSONValue {
    .array(rows.map { .object(members($0, columns)) })
  }
}

extension ResultColumn {
  /// The field as a member of an object; nil where it is empty. Whole numbers that a double can't
  /// hold, and every seed, are text.
  fileprivate func member(_ row: Row) -> JSONMember? {
    let text = field(row)
    guard !text.isEmpty else { return nil }
    switch type {
    case .integer:
      guard name != "seed", let value = Int(text), value.magnitude <= 1 << 53 else {
        return JSONMember(name, .string(text))
      }
      return JSONMember(name, .integer(value))
    case .real: return Double(text).map { JSONMember(name, .number($0)) }
    case .boolean: return JSONMember(name, .boolean(text == "true"))
    case .text, .time, .code, .words: return JSONMember(name, .string(text))
    }
  }
}
