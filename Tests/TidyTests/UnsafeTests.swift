internal import Testing

@Suite struct UnsafeTests {
  private static let sources = Repository.files(under: ["Sources", "Benchmarks"], ["swift"])

  @Test func unsafeCodeStaysWhereItIs() {
    expectClean(Self.sources) { UnsafeRules.wrongCount($0) }
  }

  @Test(arguments: UnsafeRules.owners)
  func everyOwnerHasUnsafeCode(folder: String) {
    let found = Self.sources.filter { $0.path.hasPrefix(folder) && UnsafeRules.count(in: $0) > 0 }
    #expect(!found.isEmpty, "\(folder) needs no exception")
  }

  @Test func everyFileOfTheListExists() {
    for path in UnsafeRules.budget.keys.sorted() {
      #expect(Repository.file(path) != nil, "\(path) is listed and isn't there")
    }
  }

  @Test func moreAndLessThanTheListAreFound() {
    let file = TextFile(path: "Sources/Measure/A.swift", text: "unsafe a() // unsafe\nunsafe b()")
    #expect(UnsafeRules.wrongCount(file, budget: [file.path: 2]).isEmpty)
    for allowed in [0, 1, 3] {
      #expect(UnsafeRules.wrongCount(file, budget: [file.path: allowed]).count == 1)
    }
    let owner = TextFile(path: "Sources/Machine/A.swift", text: "unsafe a()")
    #expect(UnsafeRules.wrongCount(owner, budget: [:]).isEmpty)
  }
}
