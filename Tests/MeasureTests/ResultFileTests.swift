import Foundation
import Measure
import Support
import TestSupport
import Testing

@Suite struct CSVTests {
  @Test(arguments: [
    ["a", "b"], ["", ""], ["a,b", "c\"d", "e\nf", "g\r"], ["\"", "\"\"", ","], ["µs ×", "é"],
  ])
  func whatIsWrittenReadsBack(fields: [String]) throws {
    let records = try CSV.parse(Array((CSV.line(fields) + CSV.line(["next"])).utf8))
    #expect(records.map(\.fields) == [fields, ["next"]])
  }

  @Test func onlyFieldsThatNeedItAreQuoted() {
    #expect(CSV.line(["a b", "c,d", "e\"f"]) == "a b,\"c,d\",\"e\"\"f\"\n")
  }

  @Test func linesCountThroughQuotedLineEnds() throws {
    let records = try CSV.parse(Array("\"a\nb\",c\nd,e\n".utf8))
    #expect(records.map(\.line) == [1, 3])
  }

  @Test(arguments: [
    ("a,b", 1), ("a\nb\"c\n", 2), ("a\rb\n", 1), ("a\r", 1), ("\"a\n", 2), ("\"a\"b\n", 1),
    ("\u{feff}a\n", 1),
  ])
  func malformedTextNamesItsLine(text: String, line: Int) {
    let problem = #expect(throws: CSV.Problem.self) { try CSV.parse(Array(text.utf8)) }
    #expect(problem?.line == line)
  }

  @Test func linesMayEndInCarriageReturnAndLineFeed() throws {
    let records = try CSV.parse(Array("a,b\r\n\"c\r\n\",\r\nd,e\n".utf8))
    #expect(records.map(\.fields) == [["a", "b"], ["c\r\n", ""], ["d", "e"]])
    #expect(records.map(\.line) == [1, 2, 4])
  }

  @Test func bytesThatAreNotUTF8AreRefused() {
    #expect(throws: CSV.Problem.self) { try CSV.parse([0x61, 0xff, 0x0a]) }
  }
}

@Suite struct RedactionTests {
  @Test(arguments: [
    ("/srv/me/x.json5", "x.json5"), ("--out=/tmp/a/b", "--out=b"), ("a /usr/lib c", "a lib c"),
    ("\"/a/b\",'/c'", "\"b\",'c'"), ("/opt/", "opt"),
  ])
  func absolutePathsAreCutToTheirLastPart(text: String, expected: String) {
    #expect(Redaction.withoutPaths(text) == expected)
  }

  @Test(arguments: [
    "traces/packages-4k.mmsblog", "../x", "// comment", "/* c */", "https://a.b/c", "a / b", "B/s",
  ])
  func otherTextStays(text: String) {
    #expect(Redaction.withoutPaths(text) == text)
  }

  /// Text whose paths were cut does not hold another path, for any input.
  @Test func cuttingPathsLeavesNone() {
    let alphabet = Array("//ab. =\"'(),<>;{}[]é\n-_")
    for seed in UInt64(1)...2000 {
      var random = SplitMix64(seed: seed)
      let text = String((0..<12).map { _ in alphabet.randomElement(using: &random) ?? "/" })
      let cut = Redaction.withoutPaths(text)
      #expect(Redaction.withoutPaths(cut) == cut, "seed \(seed): \(text)")
    }
  }
}

@Suite struct ResultValueTests {
  @Test(arguments: 0..<50)
  func realsReadBackAsTheSameNumber(seed: Int) throws {
    var random = SplitMix64(seed: UInt64(seed))
    var rows: [SummaryRow] = []
    while rows.count < 50 {
      let value = Double(bitPattern: random.next())
      guard value.isFinite else { continue }
      var row = Fixture.rows.summary[0]
      row.value = value
      rows.append(row)
    }
    let parsed = ResultTable.parse(Array(ResultTable.text(rows).utf8), as: SummaryRow.self)
    #expect(parsed.findings.isEmpty && parsed.rows == rows, "seed \(seed)")
  }

  @Test func wholeNumbersHaveNoFraction() {
    var row = SampleRow()
    row.value = 2_000_000
    let column = SampleRow.columns.first { $0.name == "value" }
    #expect(column?.field(row) == "2000000")
    row.value = 0.1 + 0.2
    #expect(column?.field(row) == "0.30000000000000004")
    row.value = nil
    #expect(column?.field(row) == "")
  }

  @Test(arguments: ["NaN", "nan", "inf", "-inf", "1,5", "0x10", "N/A", "1 ", " 1"])
  func whatIsNoNumberIsRefused(field: String) {
    #expect(!ColumnType.real.accepts(field) && !ColumnType.integer.accepts(field))
  }
}

@Suite struct ResultFolderTests {
  private func finished(_ scratch: TestFolder, partial: Bool = false) throws -> String {
    let folder = try ResultFolder(creating: scratch.root)
    folder.append(Fixture.rows)
    try folder.finish(partial: partial, manifest: Fixture.manifest)
    return scratch.root
  }

  @Test func aFolderReadsBackAsItWasWritten() throws {
    let scratch = try TestFolder()
    let stored = try ResultFolder.read(try finished(scratch))
    #expect(stored.rows == Fixture.rows)
    #expect(stored.manifest["complete"] == true)
    #expect(stored.manifest["rows"]?["samples"] == .integer(Fixture.rows.samples.count))
    #expect(try ResultFolder.validate(scratch.root).isEmpty)
  }

  @Test func aFolderWithOtherLineEndsReadsBack() throws {
    let scratch = try TestFolder()
    _ = try finished(scratch)
    for name in ResultFolder.fileNames {
      let text = String(decoding: try scratch.bytes(name), as: UTF8.self)
      try scratch.write(Array(text.replacing("\n", with: "\r\n").utf8), name)
    }
    #expect(try ResultFolder.validate(scratch.root).isEmpty)
    #expect(try ResultFolder.read(scratch.root).rows == Fixture.rows)
  }

  @Test func noTemporaryFileStaysBehind() throws {
    let scratch = try TestFolder()
    _ = try finished(scratch)
    #expect(try scratch.names == ResultFolder.fileNames.sorted())
  }

  @Test func anInterruptedRunKeepsItsRowsAndSaysSo() throws {
    let scratch = try TestFolder()
    let stored = try ResultFolder.read(try finished(scratch, partial: true))
    #expect(stored.manifest["complete"] == false)
    #expect(stored.rows == Fixture.rows)
  }

  @Test func finishingAgainReplacesTheFilesWhole() throws {
    let scratch = try TestFolder()
    let folder = try ResultFolder(creating: scratch.root)
    folder.append(Fixture.rows)
    try folder.finish(partial: true, manifest: Fixture.manifest)
    folder.append(Fixture.rows)
    try folder.finish(partial: false, manifest: Fixture.manifest)
    let stored = try ResultFolder.read(scratch.root)
    #expect(stored.rows.summary.count == 2 * Fixture.rows.summary.count)
  }

  @Test func manifestsHoldNoAbsolutePath() throws {
    let scratch = try TestFolder()
    _ = try finished(scratch)
    let text = String(decoding: try scratch.bytes("manifest.json"), as: UTF8.self)
    #expect(!text.contains("/srv") && text.contains("\"x\""))
  }

  @Test func resultsAreNeverOverwritten() throws {
    let scratch = try TestFolder()
    _ = try finished(scratch)
    let error = #expect(throws: ResultError.self) { try ResultFolder(creating: scratch.root) }
    #expect(error == .occupied(path: scratch.root))
  }

  @Test func aFolderThatCannotBeMadeIsNamedWithTheReason() {
    let error = #expect(throws: ResultError.self) {
      try ResultFolder(creating: "/proc/mmsb/results")
    }
    #expect(
      error == .cannotWrite(path: "/proc/mmsb/results", reason: "No such file or directory"))
  }

  @Test func aFileInTheFoldersPlaceIsNamed() {
    let error = #expect(throws: ResultError.self) { try ResultFolder(creating: "/dev/null") }
    #expect(error == .cannotWrite(path: "/dev/null", reason: "Not a directory"))
  }

  /// The probe is the first file that is written and synced; the results are the next four.
  static let refusals: [(RefusingDisk.Call, Int)] = [
    (.write, 3), (.sync, 3), (.create, 5), (.rename, 1),
  ]

  @Test(arguments: refusals)
  func aFullDiskIsNamedAndLeavesNoFile(call: RefusingDisk.Call, time: Int) throws {
    let scratch = try TestFolder()
    let disk = RefusingDisk(refusing: call, time: time, code: ENOSPC)
    let folder = try ResultFolder(creating: scratch.root, on: disk)
    folder.append(Fixture.rows)
    let full = ResultError.cannotWrite(path: scratch.root, reason: "No space left on device")
    #expect(throws: full) { try folder.finish(partial: false, manifest: Fixture.manifest) }
    #expect(try scratch.names.isEmpty)
  }

  @Test func aDiskThatIsFullFromTheBeginningIsNamedBeforeAnythingRuns() throws {
    let scratch = try TestFolder()
    let disk = RefusingDisk(refusing: .sync, code: ENOSPC)
    #expect(throws: ResultError.self) { try ResultFolder(creating: scratch.root, on: disk) }
    #expect(try scratch.names.isEmpty)
  }

  @Test func aNameThatAFolderHasIsNamedAndLeavesNoDraft() throws {
    let scratch = try TestFolder()
    let folder = try ResultFolder(creating: scratch.root)
    try SystemDisk().makeFolder(scratch.path("summary.csv/x"))
    folder.append(Fixture.rows)
    #expect(throws: ResultError.self) {
      try folder.finish(partial: false, manifest: Fixture.manifest)
    }
    #expect(try scratch.names.allSatisfy { !$0.hasSuffix(".part") })
  }

  @Test func aManifestThatIsTooLongIsRefusedBeforeItIsRead() throws {
    let scratch = try TestFolder()
    _ = try finished(scratch)
    try scratch.write([UInt8](repeating: 0x20, count: 9 << 20), "manifest.json")
    let error = #expect(throws: ResultError.self) { try ResultFolder.read(scratch.root) }
    #expect(error?.description.contains("more than 8388608 bytes") == true)
  }

  @Test func aMissingFolderCannotBeRead() {
    #expect(throws: ResultError.self) { try ResultFolder.read("/nonexistent/results") }
  }
}

@Suite struct ValidateTests {
  /// A change to a file, and the column that `validate` must name.
  struct Damage: CustomTestStringConvertible, Sendable {
    let testDescription: String
    let file: String
    let change: @Sendable (String) -> String
    let column: String?

    init(
      _ name: String, _ file: String, column: String?,
      _ change: @escaping @Sendable (String) -> String
    ) {
      testDescription = name
      self.file = file
      self.column = column
      self.change = change
    }
  }

  /// The text with the first occurrence replaced.
  static func replacing(_ old: String, _ new: String) -> @Sendable (String) -> String {
    { $0.replacing(old, with: new, maxReplacements: 1) }
  }

  /// The file with one field of a row changed, the row being the first that satisfies a rule.
  static func setting<Row: ResultRow>(
    _ change: @escaping @Sendable (inout Row) -> Void, where rule: @escaping @Sendable (Row) -> Bool
  ) -> @Sendable (String) -> String {
    { text in
      var rows = ResultTable.parse(Array(text.utf8), as: Row.self).rows
      guard let index = rows.firstIndex(where: rule) else { return text }
      change(&rows[index])
      return ResultTable.text(rows)
    }
  }

  static let damages: [Damage] = [
    Damage("missing column", "summary.csv", column: "run_id", replacing("run_id,", "")),
    Damage("renamed column", "samples.csv", column: "slot", replacing(",slot,", ",place,")),
    Damage(
      "column of a later version", "compare.csv", column: "extra", replacing("\n", ",extra\n")),
    Damage("short row", "summary.csv", column: nil, { $0 + "1.0,run-7\n" }),
    Damage("word for a number", "samples.csv", column: "value", replacing(",2000000,", ",fast,")),
    Damage("not a number", "samples.csv", column: "value", replacing(",2000000,", ",NaN,")),
    Damage("unknown status", "samples.csv", column: "status", replacing(",ok,", ",fine,")),
    Damage("local time", "samples.csv", column: "started_utc", replacing("30:00Z", "30:00")),
    Damage("a carriage return", "samples.csv", column: nil, replacing(",cell,", ",cell\r,")),
    Damage(
      "another run's row", "summary.csv", column: "run_id",
      setting({ (row: inout SummaryRow) in row.keys.runID = "run-8" }, where: { _ in true })),
    Damage(
      "number without ok", "summary.csv", column: "value",
      setting({ (row: inout SummaryRow) in row.value = 1 }, where: { $0.status == .unavailable })),
    Damage(
      "ok without number", "summary.csv", column: "value",
      setting({ (row: inout SummaryRow) in row.value = nil }, where: { $0.status == .ok })),
    Damage(
      "no reason", "summary.csv", column: "reason_code",
      setting({ (row: inout SummaryRow) in row.reasonCode = "" }, where: { $0.status != .ok })),
    Damage(
      "number without proof", "summary.csv", column: "value",
      setting({ (row: inout SummaryRow) in row.verified = false }, where: { $0.value != nil })),
    Damage(
      "interval beside its value", "summary.csv", column: "ci_low",
      setting({ (row: inout SummaryRow) in row.low = 1e12 }, where: { $0.low != nil })),
    Damage(
      "interval with one end", "summary.csv", column: "ci_low",
      setting({ (row: inout SummaryRow) in row.high = nil }, where: { $0.low != nil })),
    Damage(
      "level in percent", "summary.csv", column: "ci_level",
      setting({ (row: inout SummaryRow) in row.level = 99 }, where: { $0.low != nil })),
    Damage(
      "unit that changes", "summary.csv", column: "unit",
      setting({ (row: inout SummaryRow) in row.unit = "s" }, where: { $0.metric == "time" })),
    Damage(
      "verdict without ratio", "compare.csv", column: "ratio",
      setting({ (row: inout CompareRow) in row.ratio = nil }, where: { _ in true })),
    Damage(
      "lost rows", "samples.csv", column: nil,
      { text in
        text.split(separator: "\n").dropLast().joined(separator: "\n") + "\n"
      }),
    Damage("no seed", "manifest.json", column: "seed", replacing("\"seed\"", "\"sead\"")),
    Damage(
      "seed as number", "manifest.json", column: "seed",
      replacing("\"18446744073709551615\"", "18")),
    Damage("path in manifest", "manifest.json", column: nil, replacing("\"x\"", "\"/opt/x\"")),
    Damage("cut manifest", "manifest.json", column: nil, { String($0.dropLast(9)) }),
  ]

  @Test(arguments: damages)
  func everyDamageIsFoundWithItsPlace(damage: Damage) throws {
    let scratch = try TestFolder()
    let folder = try ResultFolder(creating: scratch.root)
    folder.append(Fixture.rows)
    try folder.finish(partial: false, manifest: Fixture.manifest)
    let before = String(decoding: try scratch.bytes(damage.file), as: UTF8.self)
    let after = damage.change(before)
    try #require(after != before, "the damage did nothing")
    try scratch.write(Array(after.utf8), damage.file)
    let findings = try ResultFolder.validate(scratch.root)
    #expect(!findings.isEmpty)
    if let column = damage.column {
      #expect(findings.contains { $0.file == damage.file && $0.column == column }, "\(findings)")
    }
    #expect(throws: ResultError.self) { try ResultFolder.read(scratch.root) }
  }
}
