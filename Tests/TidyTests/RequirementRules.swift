/// Rules about docs/requirements.md and the tests that name its rows.
enum RequirementRules {
  static let page = "docs/requirements.md"
  static let figures = "results/figures.csv"

  /// One row of the page.
  struct Row: Equatable {
    let id: String
    let state: String
    let shown: String
    let line: Int
  }

  /// The rows of the page's tables: a line whose first cell is capital letters and a number.
  static func rows(of page: TextFile) -> [Row] {
    page.lines.enumerated().compactMap { index, line in
      let cells = line.split(separator: "|", omittingEmptySubsequences: false).map(trimmed)
      guard cells.count >= 2, isID(cells[1]) else { return nil }
      let isWhole = cells.count == 6
      return Row(
        id: cells[1], state: isWhole ? cells[3] : "of \(cells.count - 2) cells",
        shown: isWhole ? cells[4] : "", line: index + 1)
    }
  }

  /// Each row that some test names, and the files that name it.
  static func covered(by tests: [TextFile]) -> [String: [String]] {
    var found: [String: [String]] = [:]
    for file in tests {
      let tokens = file.tokens
      for index in tokens.indices.dropFirst() where tokens[index].isCode("covers") {
        guard tokens[index - 1].isCode(".") else { continue }
        let arguments = tokens[(index + 1)...].prefix { !$0.isCode(")") }
        for argument in arguments where argument.kind == .string {
          found[argument.text, default: []].append(file.path)
        }
      }
    }
    return found
  }

  /// The ids that the first column of figures.csv holds.
  static func figureIDs(of figures: TextFile?) -> Set<String> {
    Set((figures?.lines.dropFirst() ?? []).map { String($0.prefix { $0 != "," }) })
  }

  /// Rows whose state is not supported by the tests or figures that they name.
  static func wrongRows(
    _ rows: [Row], covered: [String: [String]], figures: Set<String>
  ) -> [Violation] {
    var seen: Set<String> = []
    return rows.compactMap { row in
      var message: String?
      if !seen.insert(row.id).inserted { message = "stands twice" }
      switch row.state {
      case "open": break
      case "declined": if row.shown.isEmpty { message = "is declined and doesn't say why" }
      case "done":
        let shows =
          figures.contains { words(of: row.shown).contains($0) }
          || (covered[row.id] ?? []).contains { row.shown.contains(lastComponent($0)) }
        if !shows { message = "is done, and what it names doesn't show it" }
      default: message = "has the state \"\(row.state)\""
      }
      return message.map { Violation(path: page, line: row.line, message: "\(row.id) \($0)") }
    }
  }

  /// Tests that name missing rows.
  static func unknownRows(_ rows: [Row], covered: [String: [String]]) -> [Violation] {
    let known = Set(rows.map(\.id))
    return covered.filter { !known.contains($0.key) }.sorted { $0.key < $1.key }.map {
      Violation(path: $0.value[0], line: 0, message: "covers \($0.key), which has no row")
    }
  }

  private static func trimmed(_ cell: Substring) -> String {
    String(cell.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
  }

  private static func isID(_ cell: String) -> Bool {
    let number = cell.drop { $0.isUppercase }
    return cell.first?.isUppercase == true && !number.isEmpty
      && number.dropFirst(number.hasPrefix("-") ? 1 : 0).allSatisfy(\.isNumber)
  }

  private static func words(of text: String) -> [String] {
    text.split { !$0.isLetter && !$0.isNumber && $0 != "-" }.map(String.init)
  }

  private static func lastComponent(_ path: String) -> String {
    path.split(separator: "/").last.map(String.init) ?? path
  }
}
