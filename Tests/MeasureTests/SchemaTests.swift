import Measure
import Support
import TestSupport
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
    let name = "Tests/Golden/results-\(CellKeys.currentSchema)"
    Snapshot.expect(ResultTable.text(rows.samples), at: "\(name)-samples.csv")
    Snapshot.expect(ResultTable.text(rows.summary), at: "\(name)-summary.csv")
    Snapshot.expect(ResultTable.text(rows.compare), at: "\(name)-compare.csv")
    let kept = try #require(Snapshot.text("\(name)-summary.csv"))
    let parsed = ResultTable.parse(Array(kept.utf8), as: SummaryRow.self)
    #expect(parsed.findings.isEmpty && parsed.rows == rows.summary)
  }
}

/// Folders of earlier versions, which lack the columns that came later.
@Suite struct OlderSchemaTests {
  static let versions = ["1.0", "1.1"]

  /// A folder of the golden files of a version.
  private func folder(_ version: String, in scratch: TestFolder) throws -> StoredResults {
    let folder = try ResultFolder(creating: scratch.root)
    folder.append(Fixture.rows)
    try folder.finish(partial: false, manifest: Fixture.manifest)
    for name in ["samples.csv", "summary.csv", "compare.csv"] {
      try scratch.write(try Golden.bytes("results-\(version)-\(name)"), name)
    }
    let document = try JSONValue(strict: try scratch.bytes("manifest.json"))
    guard case .object(let members) = document.content else { preconditionFailure("an object") }
    // Manifests of those versions had no digests.
    let older = members.filter { $0.name != "digests" }.map { member in
      member.name == "schema_version" ? JSONMember(member.name, .string(version)) : member
    }
    try scratch.write(Array(JSONValue.object(older).document.utf8), "manifest.json")
    return try ResultFolder.read(scratch.root)
  }

  @Test(arguments: versions)
  func anOlderFolderIsReadWithoutTheColumnsThatCameLater(version: String) throws {
    let stored = try folder(version, in: try TestFolder())
    let (old, new) = (stored.rows, Fixture.rows)
    #expect(old.samples.map(\.value) == new.samples.map(\.value))
    // Speeds were made of other percentiles then.
    func times(_ rows: ResultRows) -> [Double?] {
      rows.summary.filter { $0.metric == "time" }.map(\.value)
    }
    #expect(old.summary.count == new.summary.count && times(old) == times(new))
    #expect(old.compare.map(\.ratio) == new.compare.map(\.ratio))
    #expect(old.samples.allSatisfy { $0.operationsPerIteration == nil && $0.keys.group == "" })
    #expect(old.summary.allSatisfy { $0.keys.schemaVersion == version && $0.keys.cellHash == "" })
  }

  @Test(arguments: versions)
  func anOlderFolderIsValid(version: String) throws {
    let scratch = try TestFolder()
    _ = try folder(version, in: scratch)
    #expect(try ResultFolder.validate(scratch.root).map(\.description) == [])
  }

  @Test(arguments: versions)
  func anOlderFolderIsComparedByNamesAndText(version: String) throws {
    let base = try folder(version, in: try TestFolder())
    let head = StoredResults(path: "head", rows: Fixture.rows, manifest: .null)
    for pair in [(base, head), (head, base), (base, base)] {
      let comparison = FolderComparison(base: pair.0, head: pair.1)
      let time = comparison.rows.first { $0.metric == "time" && $0.keys.cellID == "c2" }
      #expect(time?.ratio == 1 && time?.verdict == .inconclusive)
      #expect(!comparison.notes.contains { $0.contains("cells of") })
    }
  }

  @Test(arguments: versions)
  func anOlderFolderIsReported(version: String) throws {
    let rows = try folder(version, in: try TestFolder()).rows
    for format in ResultFormat.all {
      #expect(format.render(rows, FormatStyle()).contains("c2"), "\(format.name)")
    }
    #expect(FigureReport([try folder(version, in: try TestFolder())]).text.contains("H6,"))
  }
}
