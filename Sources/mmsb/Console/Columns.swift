internal import Support

/// A table for people and for `cut`: columns padded with blanks, two between them; control
/// characters as escapes.
enum Columns {
  /// The rows as lines; `numbers` are the columns that are aligned on the right.
  static func text(_ rows: [[String]], numbers: Set<Int> = []) -> String {
    let rows = rows.map { $0.map(\.escapingControls) }
    let count = rows.map(\.count).max() ?? 0
    let widths = (0..<count).map { column in
      rows.map { column < $0.count ? $0[column].count : 0 }.max() ?? 0
    }
    return rows.map { row in
      let cells = row.enumerated().map { column, text in
        let blanks = String(repeating: " ", count: widths[column] - text.count)
        return numbers.contains(column) ? blanks + text : text + blanks
      }
      let line = cells.joined(separator: "  ")
      return (line.lastIndex { $0 != " " }.map { line[...$0] } ?? "") + "\n"
    }.joined()
  }
}

/// Names and values, one pair a line.
enum Facts {
  static func text(_ facts: [(String, String)]) -> String {
    Columns.text(facts.map { [$0.0, $0.1] })
  }
}
