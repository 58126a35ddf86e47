internal import TestSupport
internal import Testing

@Suite struct WordTests {
  private static let sources = Repository.files(
    under: ["Sources", "Benchmarks"], ["swift", "c", "h"])
  private static let belowTheCommand = sources.filter { !$0.path.hasPrefix("Sources/mmsb/") }

  @Test(.covers("MD-35")) func onlyTheCommandSpeaks() {
    expectClean(Self.belowTheCommand, WordRules.speaks)
  }

  @Test func kernelsDoNotAllocate() {
    expectClean(Repository.files(under: ["Sources/CKernels"], ["c", "h"]), WordRules.allocates)
  }

  @Test func threadsAreOurOwn() {
    expectClean(Self.sources.filter { !$0.isC }, WordRules.schedules)
  }

  @Test func testsUseWhatOthersSee() {
    expectClean(Repository.files(under: ["Tests"], ["swift"]), WordRules.looksInside)
  }

  @Test func nothingIsLeftUnfinished() { expectClean(Repository.files, WordRules.unfinished) }

  @Test func noFileNamesAMachine() { expectClean(Repository.files, WordRules.namesAMachine) }

  @Test(arguments: ["print(a)", "Swift.print(a)", "if a { exit(3) }", "unsafe fputs(a, stderr)"])
  func aCallThatSpeaksIsFound(text: String) {
    #expect(WordRules.speaks(TextFile(path: "A.swift", text: text)).count == 1)
  }

  @Test(arguments: [
    "self.print(a)", "func print(a: Int) {}", "// print(a)", "\"print(a)\"", "exit = 3",
  ])
  func aMemberOrATextMaySpeak(text: String) {
    #expect(WordRules.speaks(TextFile(path: "A.swift", text: text)).isEmpty)
  }

  @Test func anAllocationInCIsFound() {
    let file = TextFile(path: "a.c", text: "// free(a)\nvoid *a = malloc(3);\n")
    #expect(WordRules.allocates(file).map(\.line) == [2])
  }

  @Test(arguments: ["Task { a() }", "await a()", "DispatchQueue.main.sync {}"])
  func aForeignSchedulerIsFound(text: String) {
    #expect(WordRules.schedules(TextFile(path: "A.swift", text: text)).count == 1)
    #expect(WordRules.schedules(TextFile(path: "A.swift", text: "// " + text)).isEmpty)
  }

  @Test func aLookInsideIsFound() {
    let text = "@test" + "able import Measure"
    #expect(WordRules.looksInside(TextFile(path: "A.swift", text: text)).count == 1)
  }

  @Test(arguments: ["// TO" + "DO: more", "# XX" + "X"])
  func aMarkIsFound(text: String) {
    #expect(WordRules.unfinished(TextFile(path: "a.md", text: "fine\n" + text)).map(\.line) == [2])
  }

  @Test func aMarkInsideAWordIsAWord() {
    let file = TextFile(path: "a.md", text: "XX" + "XL and HA" + "CKERS")
    #expect(WordRules.unfinished(file).isEmpty)
  }

  @Test func aFolderOfOneMachineIsFound() {
    let text = "see /ho" + "me/someone/notes\nnot /ho" + "me/me/notes"
    #expect(WordRules.namesAMachine(TextFile(path: "a.md", text: text)).map(\.line) == [1])
  }
}
