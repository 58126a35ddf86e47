internal import Testing

@Suite struct FormTests {
  private static let sources = Repository.files(
    under: ["Sources", "Benchmarks", "Tests"], ["swift", "c", "h"])

  @Test func linesFitTheColumnLimit() {
    let files = Self.sources + [Repository.file("Package.swift")].compactMap(\.self)
    expectClean(files, FormRules.longLines)
  }

  @Test func filesFitTheLineLimit() { expectClean(Self.sources, FormRules.longFile) }

  @Test func functionsFitTheLineLimit() { expectClean(Self.sources, FormRules.longFunctions) }

  @Test func cFilesSayWhatTheyAreFor() {
    expectClean(Self.sources.filter(\.isC), FormRules.missingPrologue)
  }

  @Test func partsOfTypesFillTheirFiles() {
    let sources = Repository.files(under: ["Sources", "Benchmarks"], ["swift"])
    let found = FormRules.thinFacets(sources).filter { !Self.thinFacets.contains($0.path) }
    #expect(sources.contains { $0.stem.contains("+") }, "the rule looked at nothing")
    #expect(found.isEmpty, "\(found.map { "\n  \($0)" }.joined())")
  }

  /// The files that may be too thin; the list may only become shorter.
  private static let thinFacets: Set = [
    "Sources/mmsb/Commands/Option+Files.swift", "Sources/mmsb/Caps/CapabilityReport+CSV.swift",
    "Sources/StateBus/Log/LogWriter+Open.swift", "Sources/StateBus/Deltas/DeltaBatch+Scan.swift",
    "Sources/StateBus/Legacy/LegacyCheckpoint+Pages.swift",
    "Sources/StateBus/SQLite/SQLiteWALImporter+Log.swift",
    "Sources/StateBus/Legacy/LegacyLogImporter+Log.swift",
  ]

  @Test func aThinPartOfATypeIsFound() {
    let lines = { String(repeating: "\n", count: $0) }
    let files = [
      TextFile(path: "Sources/A/Log.swift", text: lines(100)),
      TextFile(path: "Sources/A/B/Log+Reading.swift", text: lines(39)),
      TextFile(path: "Sources/A/B/Log+Writing.swift", text: lines(40)),
      TextFile(path: "Sources/B/Log+Naming.swift", text: lines(3)),
    ]
    #expect(FormRules.thinFacets(files).map(\.path) == ["Sources/A/B/Log+Reading.swift"])
  }

  @Test func aLongLineIsFound() {
    let text = "let a = 1\n" + String(repeating: "é", count: 101) + "\n"
    let found = FormRules.longLines(TextFile(path: "A.swift", text: text))
    #expect(found.map(\.line) == [2])
  }

  @Test func aLongFileIsFound() {
    let fits = String(repeating: "\n", count: 400)
    #expect(FormRules.longFile(TextFile(path: "A.swift", text: fits)).isEmpty)
    #expect(FormRules.longFile(TextFile(path: "A.swift", text: fits + "\n")).count == 1)
  }

  /// 60 lines, the declaration and the closing brace included, are allowed; one more is not.
  @Test(
    arguments: [
      ("A.swift", "struct S {\n  let b = 1\n  func f(_ c: () -> Void = {}) {", "}\n}"),
      ("A.swift", "struct S {\n  let b = 1\n  var f: Int {", "}\n}"),
      ("a.c", "#include <a.h>\nstatic int f(struct s *a) {", "}"),
      ("a.c", "struct s { int a; };\n__attribute__((target(\"avx2\"))) static int f(int a) {", "}"),
    ])
  func aLongFunctionIsFound(path: String, head: String, tail: String) {
    for (count, expected) in [(58, []), (59, ["f has 61 lines, 60 allowed"])] {
      let body = String(repeating: "\n  // }", count: count)
      let found = FormRules.longFunctions(TextFile(path: path, text: head + body + "\n" + tail))
      #expect(found.map(\.message) == expected)
    }
  }

  @Test(arguments: [
    ("A.swift", "enum E {", "}"), ("A.swift", "let a = 1\nextension S where T: P {", "}"),
    ("a.h", "struct s {", "};"), ("a.c", "static const struct row rows[] = {", "};"),
  ])
  func typesAndTablesHaveNoFunctionLimit(path: String, head: String, tail: String) {
    let text = head + String(repeating: "\n", count: 100) + tail
    #expect(FormRules.longFunctions(TextFile(path: path, text: text)).isEmpty)
  }

  @Test func aMissingPrologueIsFound() {
    #expect(FormRules.missingPrologue(TextFile(path: "a.c", text: "int a;\n")).count == 1)
    #expect(FormRules.missingPrologue(TextFile(path: "a.c", text: "// Adds.\n")).isEmpty)
  }
}
