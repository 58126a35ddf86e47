internal import TestSupport
internal import Testing

@Suite struct TestTests {
  private static let tests = Repository.files(under: ["Tests"], ["swift"])
  private static let sources = Repository.files(
    under: ["Sources", "Benchmarks"], ["swift", "c", "h"])

  /// The files that test a clock or a deadline.
  private static let clockTests = [
    "Tests/MeasureTests/StatisticsTests.swift", "Tests/MeasureTests/ContestTests.swift",
  ]

  @Test(.covers("MD-65")) func noTestReadsAClock() {
    let files = Self.tests.filter { file in
      !Self.clockTests.contains(file.path) && !file.path.hasPrefix("Tests/TidyTests/")
    }
    expectClean(files, TestRules.readsAClock)
  }

  @Test(
    .covers("MD-65"),
    arguments: [
      "let a = ContinuousClock().measure { b() }", "let a = Clock.now()", "#expect(Date() > a)",
    ])
  func aTestThatReadsAClockIsFound(text: String) {
    #expect(TestRules.readsAClock(TextFile(path: "A.swift", text: text)).count == 1)
  }

  @Test func testsOfTheCommandSaySo() {
    let files = Self.tests.filter { $0.path.hasPrefix("Tests/") && !$0.path.contains("Support/") }
    expectClean(files.filter { !$0.path.hasPrefix("Tests/TidyTests/") }, TestRules.hidesItsLength)
  }

  @Test func aTestOfTheCommandThatHidesItsLengthIsFound() {
    let text = "@Suite struct A { @Test func b() { Mmsb.run() } }"
    #expect(TestRules.hidesItsLength(TextFile(path: "A.swift", text: text)).count == 1)
    let open = text.replacing("@Suite", with: "@Suite(.long)")
    #expect(TestRules.hidesItsLength(TextFile(path: "A.swift", text: open)).isEmpty)
  }

  @Test(.covers("MD-68")) func noStringHoldsCode() {
    expectClean(Self.sources, TestRules.holdsCode)
  }

  @Test(
    .covers("MD-68"),
    arguments: [
      #"let a = "func b(c: Int) {}""#, #"let a = "var b = 3""#, #"s = "return a.b();";"#,
      "let a = \"\"\"\n  #include <a.h>\n  \"\"\"", #"let a = "static b(int c)""#,
    ])
  func codeInAStringIsFound(text: String) {
    #expect(TestRules.holdsCode(TextFile(path: "A.swift", text: text)).count == 1)
  }

  @Test(
    .covers("MD-68"),
    arguments: [
      #"let a = "return the folder; let it be = 3""#, "func a(b: Int) { let c = 3 }",
      #"throw "a function (of time)""#,
    ])
  func aSentenceIsNoCode(text: String) {
    #expect(TestRules.holdsCode(TextFile(path: "A.swift", text: text)).isEmpty)
  }
}
