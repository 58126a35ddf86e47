import Measure
import Testing

@Suite struct SchemaTests {
  private static let page = "docs/formats/results.md"

  /// The lines of the page's table, one for each column.
  private func lines<Row>(_ columns: [ResultColumn<Row>]) -> [String] {
    columns.map { column in
      let must = column.isRequired ? "yes" : ""
      return "| `\(column.name)` | \(column.type.name) | \(must) | \(column.about) |"
    }
  }

  @Test func everyColumnIsDocumented() throws {
    let text = try #require(Snapshot.text(Self.page))
    let keyCount = ResultSchema.keys.count
    let all =
      lines(ResultSchema.keys) + lines(Array(ResultSchema.samples.dropFirst(keyCount)))
      + lines(Array(ResultSchema.summary.dropFirst(keyCount)))
      + lines(Array(ResultSchema.compare.dropFirst(keyCount)))
    let missing = all.filter { !text.contains($0 + "\n") }
    #expect(missing.isEmpty, "\(Self.page) lacks:\n\(missing.joined(separator: "\n"))")
    let stated = text.split(separator: "\n").filter { $0.hasPrefix("| `") }.count
    #expect(stated == all.count + Manifest.fields.count, "\(Self.page) has lines of no column")
  }

  @Test func everyManifestFieldIsDocumented() throws {
    let text = try #require(Snapshot.text(Self.page))
    let missing = Manifest.fields.map { field in
      "| `\(field.name)` | \(field.kind) | \(field.isRequired ? "yes" : "") | \(field.about) |"
    }.filter { !text.contains($0 + "\n") }
    #expect(missing.isEmpty, "\(Self.page) lacks:\n\(missing.joined(separator: "\n"))")
  }

  @Test func everyUnitIsDocumented() throws {
    let text = try #require(Snapshot.text(Self.page))
    for unit in ResultSchema.units { #expect(text.contains("`\(unit)`"), "\(unit)") }
  }

  @Test func namesAreUniqueAndInSnakeCase() {
    func check(_ names: [String]) {
      #expect(Set(names).count == names.count)
      #expect(names.allSatisfy { ColumnType.code.accepts($0) }, "\(names)")
    }
    check(ResultSchema.samples.map(\.name))
    check(ResultSchema.summary.map(\.name))
    check(ResultSchema.compare.map(\.name))
  }

  @Test func allFilesBeginWithTheSameKeys() {
    let keys = ResultSchema.keys.map(\.name)
    #expect(Array(ResultSchema.samples.map(\.name).prefix(keys.count)) == keys)
    #expect(Array(ResultSchema.summary.map(\.name).prefix(keys.count)) == keys)
    #expect(Array(ResultSchema.compare.map(\.name).prefix(keys.count)) == keys)
  }

  /// Files written by this version stay readable, so golden files are only added, never changed.
  @Test func goldenFilesAreWhatIsWrittenAndReadBack() throws {
    let rows = Fixture.rows
    Snapshot.expect(ResultTable.text(rows.samples), at: "Tests/Golden/results-samples.csv")
    Snapshot.expect(ResultTable.text(rows.summary), at: "Tests/Golden/results-summary.csv")
    Snapshot.expect(ResultTable.text(rows.compare), at: "Tests/Golden/results-compare.csv")
    let kept = try #require(Snapshot.text("Tests/Golden/results-summary.csv"))
    let parsed = ResultTable.parse(Array(kept.utf8), as: SummaryRow.self)
    #expect(parsed.findings.isEmpty && parsed.rows == rows.summary)
  }

  @Test func filesOfVersionOneAreReadWithoutTheColumnsThatCameLater() throws {
    let samples = ResultTable.parse(try golden("samples"), as: SampleRow.self)
    let summary = ResultTable.parse(try golden("summary"), as: SummaryRow.self)
    let compare = ResultTable.parse(try golden("compare"), as: CompareRow.self)
    #expect(samples.findings.isEmpty && summary.findings.isEmpty && compare.findings.isEmpty)
    #expect(samples.rows.count == Fixture.rows.samples.count)
    #expect(summary.rows.map(\.value) == Fixture.rows.summary.map(\.value))
    #expect(compare.rows.map(\.ratio) == Fixture.rows.compare.map(\.ratio))
    #expect(summary.rows.allSatisfy { $0.runningFraction == nil && $0.keys.cache == "" })
  }

  private func golden(_ name: String) throws -> [UInt8] {
    Array(try #require(Snapshot.text("Tests/Golden/results-1.0-\(name).csv")).utf8)
  }
}
