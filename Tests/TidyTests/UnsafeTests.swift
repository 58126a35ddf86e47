internal import Testing

@Suite struct UnsafeTests {
  private static let sources = Repository.files(under: ["Sources", "Benchmarks"], ["swift"])

  @Test func unsafeCodeStaysWhereItIs() {
    let found = UnsafeRules.wrongCounts(Self.sources).map { "\n  \($0)" }.joined()
    #expect(!Self.sources.isEmpty)
    #expect(found.isEmpty, "\(found)")
  }

  @Test(arguments: UnsafeRules.owners)
  func everyOwnerHasUnsafeCode(folder: String) {
    let found = Self.sources.filter { $0.path.hasPrefix(folder) && UnsafeRules.count(in: $0) > 0 }
    #expect(!found.isEmpty, "\(folder) needs no exception")
  }

  @Test func moreThanTheListAllowsIsFound() {
    let files = [
      TextFile(path: "Sources/Measure/A.swift", text: "unsafe a() // unsafe"),
      TextFile(path: "Sources/Measure/Results/B.swift", text: "unsafe b()"),
      TextFile(path: "Sources/Machine/A.swift", text: "unsafe a()"),
    ]
    #expect(UnsafeRules.wrongCounts(files, budget: ["Sources/Measure/": 2]).isEmpty)
    let exceeded = UnsafeRules.wrongCounts(files, budget: ["Sources/Measure/": 1])
    #expect(exceeded.map(\.path) == ["Sources/Measure/"])
    let unlisted = UnsafeRules.wrongCounts(files, budget: [:])
    #expect(unlisted.map(\.path) == ["Sources/Measure/", "Sources/Measure/Results/"])
  }
}
