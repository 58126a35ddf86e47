/// Rows as text and back, by their columns.
package enum ResultTable {
  /// The whole file: header and rows.
  package static func text<Row: ResultRow>(_ rows: [Row]) -> String {
    CSV.line(Row.columns.map(\.name)) + lines(rows[...])
  }

  /// Rows without the header.
  static func lines<Row: ResultRow>(_ rows: ArraySlice<Row>) -> String {
    var result = ""
    for row in rows { result += CSV.line(Row.columns.map { $0.field(row) }) }
    return result
  }

  /// The rows of a file, and all of its mistakes. Rows with mistakes are left out.
  package static func parse<Row: ResultRow>(
    _ bytes: [UInt8], as: Row.Type
  ) -> (rows: [Row], lines: [Int], findings: [Finding]) {
    let records: [CSV.Record]
    do {
      records = try CSV.parse(bytes)
    } catch {
      return ([], [], [Finding(Row.fileName, line: error.line, error.message)])
    }
    let header = records.first?.fields ?? []
    let columns = known(to: header, Row.columns)
    if let finding = headerFinding(header, columns) {
      return ([], [], [finding])
    }
    var rows: [Row] = []
    var lines: [Int] = []
    var findings: [Finding] = []
    for record in records.dropFirst() {
      var row = Row()
      let problems = fill(&row, columns, from: record)
      findings += problems
      guard problems.isEmpty else { continue }
      rows.append(row)
      lines.append(record.line)
    }
    return (rows, lines, findings)
  }

  /// The columns of the file's version: an older file ends before those that were appended later,
  /// none of which is required. A header between two versions lacks columns of the later one.
  private static func known<Row: ResultRow>(
    to header: [String], _ columns: [ResultColumn<Row>]
  ) -> [ResultColumn<Row>] {
    var count = columns.count
    for appended in Row.appendedColumnCounts.reversed() where header.count <= count - appended {
      count -= appended
    }
    return Array(columns.prefix(count))
  }

  private static func headerFinding<Row: ResultRow>(
    _ header: [String], _ columns: [ResultColumn<Row>]
  ) -> Finding? {
    for (index, column) in columns.enumerated() {
      let found = index < header.count ? "`\(header[index])`" : "nothing"
      if found != "`\(column.name)`" {
        return Finding(
          Row.fileName, line: 1, column: column.name,
          "column \(index + 1) of the header should be `\(column.name)` and is \(found)")
      }
    }
    guard header.count > columns.count else { return nil }
    return Finding(
      Row.fileName, line: 1, column: header[columns.count], "isn't a column of this version")
  }

  private static func fill<Row: ResultRow>(
    _ row: inout Row, _ columns: [ResultColumn<Row>], from record: CSV.Record
  ) -> [Finding] {
    guard record.fields.count == columns.count else {
      return [
        Finding(
          Row.fileName, line: record.line,
          "has \(record.fields.count) fields and should have \(columns.count)")
      ]
    }
    return zip(columns, record.fields).compactMap { column, field in
      if field.isEmpty {
        return column.isRequired
          ? Finding(Row.fileName, line: record.line, column: column.name, "is empty") : nil
      }
      guard column.read(&row, field) else {
        return Finding(
          Row.fileName, line: record.line, column: column.name,
          "`\(field)` is not of the kind: \(column.type.name)")
      }
      return nil
    }
  }
}
