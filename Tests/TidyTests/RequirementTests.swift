internal import Testing

@Suite struct RequirementTests {
  private typealias Rules = RequirementRules

  private static let tests = Repository.files(under: ["Tests"], ["swift"])
  private static let covered = Rules.covered(by: tests)

  private func page() throws -> [Rules.Row] {
    Rules.rows(of: try #require(Repository.file(Rules.page)))
  }

  @Test func everyDoneRowIsShown() throws {
    let figures = Rules.figureIDs(of: Repository.file(Rules.figures))
    let found = Rules.wrongRows(try page(), covered: Self.covered, figures: figures)
    #expect(try page().count > 200, "the page lost rows")
    #expect(found.isEmpty, "\(found.map { "\n  \($0)" }.joined())")
  }

  @Test func everyCoveredRowExists() throws {
    let found = Rules.unknownRows(try page(), covered: Self.covered)
    #expect(!Self.covered.isEmpty, "no test covers any row")
    #expect(found.isEmpty, "\(found.map { "\n  \($0)" }.joined())")
  }

  private let planted = TextFile(
    path: Rules.page,
    text: """
      | id | what must hold | state | where shown |
      |---|---|---|---|
      | A1 | a | open | |
      | A2 | b | done | `ATests.swift` |
      | A3 | c | done | `ATests.swift` |
      | MD-4 | d | done | figure K1 |
      | A5 | e | done | figure K2 |
      | A6 | f | declined | |
      | A1 | g | open | |
      | A8 | h | finished | |
      """)

  private let plantedTest = TextFile(
    path: "Tests/ATests.swift",
    text: """
      @Test(.covers("A2", "A9")) func a() {}
      // @Test(.covers("A3"))
      static func covers(_ rows: String = "A3") {}
      """)

  @Test func rowsAreRead() {
    let rows = Rules.rows(of: planted)
    #expect(rows.map(\.id) == ["A1", "A2", "A3", "MD-4", "A5", "A6", "A1", "A8"])
    #expect(rows[1] == Rules.Row(id: "A2", state: "done", shown: "`ATests.swift`", line: 4))
  }

  @Test func aRowThatNothingShowsIsFound() {
    let figures = Rules.figureIDs(
      of: TextFile(path: Rules.figures, text: "id,value\nK1,0.97\nK12,3\n"))
    let found = Rules.wrongRows(
      Rules.rows(of: planted), covered: Rules.covered(by: [plantedTest]), figures: figures)
    #expect(
      found.map(\.message) == [
        "A3 is done, and what it names doesn't show it",
        "A5 is done, and what it names doesn't show it",
        "A6 is declined and doesn't say why",
        "A1 stands twice",
        "A8 has the state \"finished\"",
      ])
  }

  @Test func aTestOfAnUnknownRowIsFound() {
    let found = Rules.unknownRows(
      Rules.rows(of: planted), covered: Rules.covered(by: [plantedTest]))
    #expect(found.map(\.message) == ["covers A9, which has no row"])
  }
}
