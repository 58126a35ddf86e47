internal import Testing

@Suite struct DirectionTests {
  private static let sources = Repository.files(under: ["Sources", "Benchmarks"], ["swift"])

  @Test func importsPointDown() { expectClean(Self.sources, DirectionRules.wrongImports) }

  @Test func everyRowOfTheImportTableIsATarget() {
    for target in DirectionRules.imports.keys.sorted() {
      #expect(Self.sources.contains { $0.components[1] == target }, "no sources of \(target)")
    }
  }

  @Test func foldersOfTheEnginePointDown() {
    let engine = Self.sources.filter { $0.components[1] == "StateBus" }
    let found = DirectionRules.wrongFolders(engine)
    let lines = found.map(\.description).joined(separator: "\n")
    #expect(engine.count > 1)
    #expect(found.isEmpty, "\(found.count) names:\n\(lines)")
  }

  @Test(arguments: ["Measure", "StateBus", "Foundation", "Dispatch"])
  func anImportThatPointsUpIsFound(module: String) {
    let text = "internal import Machine\npublic import \(module)\n"
    let found = DirectionRules.wrongImports(TextFile(path: "Sources/Counters/A.swift", text: text))
    #expect(found.map(\.message) == ["Counters may not import \(module)"])
  }

  @Test func anUnknownTargetIsFound() {
    let file = TextFile(path: "Sources/Elsewhere/A.swift", text: "")
    #expect(DirectionRules.wrongImports(file).count == 1)
  }

  @Test func aTypeOfAHigherFolderIsFound() {
    let files = [
      TextFile(path: "Sources/StateBus/Log/Log.swift", text: "struct Log { enum Mode {} }"),
      TextFile(path: "Sources/StateBus/Pages/PageID.swift", text: "struct PageID {}"),
      TextFile(
        path: "Sources/StateBus/Masks/Mask.swift",
        text: "// Log\nstruct Mask { var a: PageID\n var b: Log\n var c: Mode = .Log }"),
    ]
    let found = DirectionRules.wrongFolders(files)
    #expect(
      found.map(\.description) == ["Sources/StateBus/Masks/Mask.swift:3: Masks names Log of Log"])
  }

  @Test func anUnknownFolderIsFound() {
    let file = TextFile(path: "Sources/StateBus/Elsewhere/A.swift", text: "")
    #expect(DirectionRules.wrongFolders([file]).count == 1)
  }
}
