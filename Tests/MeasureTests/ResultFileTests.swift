import Glibc
import Measure
import Support
import Testing

/// A folder of its own for one test, removed when the test is over.
final class Scratch {
  let path: String

  init() {
    var template = Array("/tmp/mmsb-measure-XXXXXX".utf8CString)
    let made = unsafe template.withUnsafeMutableBufferPointer { buffer in
      unsafe buffer.baseAddress.flatMap { unsafe mkdtemp($0) } != nil
    }
    precondition(made, "a test needs a folder")
    path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  deinit {
    for name in names { unsafe unlink("\(path)/\(name)") }
    unsafe rmdir(path)
  }

  /// The folder's files, sorted.
  var names: [String] {
    guard let folder = unsafe opendir(path) else { return [] }
    defer { unsafe closedir(folder) }
    var names: [String] = []
    while let entry = unsafe readdir(folder) {
      let name = unsafe withUnsafeBytes(of: entry.pointee.d_name) { bytes in
        unsafe String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
      }
      if name != ".", name != ".." { names.append(name) }
    }
    return names.sorted()
  }

  func text(_ name: String) -> String {
    guard let file = unsafe fopen("\(path)/\(name)", "r") else { return "" }
    defer { unsafe fclose(file) }
    var bytes: [UInt8] = []
    while case let byte = unsafe getc(file), byte >= 0 { bytes.append(UInt8(byte)) }
    return String(decoding: bytes, as: UTF8.self)
  }

  func write(_ text: String, to name: String) {
    guard let file = unsafe fopen("\(path)/\(name)", "w") else { return }
    defer { unsafe fclose(file) }
    for byte in text.utf8 { unsafe putc(Int32(byte), file) }
  }
}

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
    ("a,b", 1), ("a\nb\"c\n", 2), ("a\r\n", 1), ("\"a\n", 2), ("\"a\"b\n", 1),
    ("\u{feff}a\n", 1),
  ])
  func malformedTextNamesItsLine(text: String, line: Int) {
    let problem = #expect(throws: CSV.Problem.self) { try CSV.parse(Array(text.utf8)) }
    #expect(problem?.line == line)
  }

  @Test func bytesThatAreNotUTF8AreRefused() {
    #expect(throws: CSV.Problem.self) { try CSV.parse([0x61, 0xff, 0x0a]) }
  }
}

@Suite struct JSONTests {
  static let value: JSONValue = [
    "zebra": 1, "apple": [true, .null, -7, 2.5e-9, 1e300], "text": "a\"b\\c\n\t\u{1}é😀/",
    "empty": [:], "none": [], "nested": ["deep": ["x"]],
  ]

  @Test func whatIsWrittenReadsBackInOrder() throws {
    let parsed = try JSONReader.parse(Array(Self.value.document.utf8))
    #expect(parsed == Self.value)
    #expect(parsed.document == Self.value.document)
  }

  @Test func escapesAreUnderstood() throws {
    let parsed = try JSONReader.parse(Array(#"["\u0041\ud83d\ude00\/\b", 1E3, -0.5]"#.utf8))
    #expect(parsed == ["A😀/\u{8}", .number(1000), -0.5])
  }

  @Test(arguments: [
    ("{\n  \"a\" 1}", 2, 7), ("[1,]", 1, 4), ("{\"a\":1,\"a\":2}", 1, 11), ("nan", 1, 1),
    ("[1] 2", 1, 5), ("\"abc", 1, 5), ("", 1, 1), ("[\"\\ud800x\"]", 1, 9), ("[inf]", 1, 2),
    ("{\"a\":NaN}", 1, 6),
  ])
  func malformedTextNamesItsPlace(text: String, line: Int, column: Int) {
    let problem = #expect(throws: JSONReader.Problem.self) {
      try JSONReader.parse(Array(text.utf8))
    }
    #expect(problem?.line == line && problem?.column == column, "\(String(describing: problem))")
  }

  @Test func nestingIsBounded() {
    let deep = [UInt8](repeating: UInt8(ascii: "["), count: 100_000)
    #expect(throws: JSONReader.Problem.self) { try JSONReader.parse(deep) }
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
  private func finished(_ scratch: Scratch, partial: Bool = false) throws -> String {
    let folder = try ResultFolder(creating: scratch.path)
    folder.append(Fixture.rows)
    try folder.finish(partial: partial, manifest: Fixture.manifest)
    return scratch.path
  }

  @Test func aFolderReadsBackAsItWasWritten() throws {
    let scratch = Scratch()
    let stored = try ResultFolder.read(try finished(scratch))
    #expect(stored.rows == Fixture.rows)
    #expect(stored.manifest["complete"] == true)
    #expect(stored.manifest["rows"]?["samples"] == .integer(Fixture.rows.samples.count))
    #expect(try ResultFolder.validate(scratch.path).isEmpty)
  }

  @Test func noTemporaryFileStaysBehind() throws {
    let scratch = Scratch()
    _ = try finished(scratch)
    #expect(scratch.names == ResultFolder.fileNames.sorted())
  }

  @Test func anInterruptedRunKeepsItsRowsAndSaysSo() throws {
    let scratch = Scratch()
    let stored = try ResultFolder.read(try finished(scratch, partial: true))
    #expect(stored.manifest["complete"] == false)
    #expect(stored.rows == Fixture.rows)
  }

  @Test func finishingAgainReplacesTheFilesWhole() throws {
    let scratch = Scratch()
    let folder = try ResultFolder(creating: scratch.path)
    folder.append(Fixture.rows)
    try folder.finish(partial: true, manifest: Fixture.manifest)
    folder.append(Fixture.rows)
    try folder.finish(partial: false, manifest: Fixture.manifest)
    let stored = try ResultFolder.read(scratch.path)
    #expect(stored.rows.summary.count == 2 * Fixture.rows.summary.count)
  }

  @Test func manifestsHoldNoAbsolutePath() throws {
    let scratch = Scratch()
    _ = try finished(scratch)
    let text = scratch.text("manifest.json")
    #expect(!text.contains("/srv") && text.contains("\"x\""))
  }

  @Test func resultsAreNeverOverwritten() throws {
    let scratch = Scratch()
    _ = try finished(scratch)
    let error = #expect(throws: ResultError.self) { try ResultFolder(creating: scratch.path) }
    #expect(error == .occupied(path: scratch.path))
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
    #expect(error == .cannotWrite(path: "/dev/null", reason: "it is not a folder"))
  }

  @Test func aFullDiskIsNamedAndLeavesNoFile() throws {
    // The temporary name leads to a device that is always full.
    let scratch = Scratch()
    let folder = try ResultFolder(creating: scratch.path)
    folder.append(Fixture.rows)
    unsafe symlink("/dev/full", "\(scratch.path)/.summary.csv.part")
    let error = #expect(throws: ResultError.self) {
      try folder.finish(partial: false, manifest: Fixture.manifest)
    }
    #expect(error?.description.contains("No space left on device") ?? false)
    #expect(error?.description.contains(scratch.path) ?? false)
    #expect(scratch.names.isEmpty)
  }

  @Test func aMissingFolderCannotBeRead() {
    #expect(throws: ResultError.self) { try ResultFolder.read("/nonexistent/results") }
  }
}

@Suite struct ValidateTests {
  /// A change to a file, and what `validate` must say of it.
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
    Damage("carriage returns", "samples.csv", column: nil, replacing("\n", "\r\n")),
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
    let scratch = Scratch()
    let folder = try ResultFolder(creating: scratch.path)
    folder.append(Fixture.rows)
    try folder.finish(partial: false, manifest: Fixture.manifest)
    let before = scratch.text(damage.file)
    let after = damage.change(before)
    try #require(after != before, "the damage did nothing")
    scratch.write(after, to: damage.file)
    let findings = try ResultFolder.validate(scratch.path)
    #expect(!findings.isEmpty)
    if let column = damage.column {
      #expect(findings.contains { $0.file == damage.file && $0.column == column }, "\(findings)")
    }
    #expect(throws: ResultError.self) { try ResultFolder.read(scratch.path) }
  }
}
