internal import Testing

@Suite struct DocumentTests {
  private static let documents =
    Repository.files(under: ["docs"], ["md"])
    + ["README.md", "CONTRIBUTING.md"].compactMap(Repository.file)
  private static let formatPages = Repository.files(under: ["docs/formats"], ["md"])

  @Test func documentsNameTargetsThatExist() throws {
    let known = DocumentRules.targets(of: try #require(Repository.file("Makefile")))
    #expect(known.count >= 10, "the makefile was not understood")
    expectClean(Self.documents) { DocumentRules.unknownTargets($0, known: known) }
  }

  @Test func linksLeadSomewhere() {
    expectClean(Self.documents) { DocumentRules.brokenLinks($0, exists: Repository.exists) }
  }

  @Test func theArchitectureNamesEveryFolder() throws {
    let page = try #require(Repository.file("docs/architecture.md"))
    let sources = Repository.files(under: ["Sources", "Benchmarks"], ["swift", "c", "h"])
    #expect(sources.count > 50, "the sources were not found")
    #expect(DocumentRules.unnamedFolders(sources, in: page) == [])
  }

  @Test func anUnnamedFolderIsFound() {
    let page = TextFile(path: "docs/a.md", text: "`Sources/StateBus`: `Log`")
    let files = ["Sources/StateBus/Log/A.swift", "Sources/StateBus/Ring/B.swift", "Sources/B/C.c"]
      .map { TextFile(path: $0, text: "") }
    let found = DocumentRules.unnamedFolders(files, in: page)
    #expect(found.map(\.message) == ["doesn't name B", "doesn't name Ring"])
  }

  @Test func everyScenarioIsDescribed() {
    let scenarios = Repository.files(under: ["scenarios"], ["json5"])
    #expect(!scenarios.isEmpty)
    #expect(DocumentRules.unmentioned(scenarios, in: Self.documents) == [])
  }

  @Test func everyFormatHasAPage() {
    let headers = Repository.files(under: ["Sources/CFormat"], ["h"])
      .filter { $0.stem != "CFormat" }
    #expect(!headers.isEmpty)
    #expect(DocumentRules.undocumented(headers, pages: Self.formatPages) == [])
  }

  @Test func everyFormatPageHasACommittedFile() {
    expectClean(Self.formatPages) { page in
      DocumentRules.withoutGolden(page, exists: Repository.exists)
    }
  }

  @Test func anUnknownTargetIsFound() {
    let makefile = TextFile(path: "Makefile", text: "A := b\nbuild: deps\n\tmake x\nsan-all:\n")
    let known = DocumentRules.targets(of: makefile)
    #expect(known == ["build", "san-all"])
    let text = "`make build` and `make gone` make nothing\n$ make fly build\n    make san-all X=1\n"
    let found = DocumentRules.unknownTargets(TextFile(path: "a.md", text: text), known: known)
    #expect(found.map(\.message) == ["there is no make gone", "there is no make fly"])
  }

  @Test func aBrokenLinkIsFound() {
    let text = "[a](b.md) and [c](../README.md#top) and [d](https://example.com/x) and [e](#here)"
    let document = TextFile(path: "docs/a.md", text: "\n" + text)
    let found = DocumentRules.brokenLinks(document) { $0 == "README.md" }
    #expect(found.map(\.description) == ["docs/a.md:2: links to b.md"])
  }

  @Test func anUndescribedScenarioIsFound() {
    let scenarios = ["kernels", "log"].map {
      TextFile(path: "scenarios/\($0).json5", text: "")
    }
    let document = TextFile(path: "README.md", text: "`kernels` and log")
    let found = DocumentRules.unmentioned(scenarios, in: [document])
    #expect(found.map(\.path) == ["scenarios/log.json5"])
  }

  @Test func aFormatWithoutPageOrFileIsFound() {
    let page = TextFile(path: "docs/formats/a.md", text: "`cf_a.h`, see Tests/Golden/a.bin.")
    let headers = ["cf_a.h", "cf_b.h"].map { TextFile(path: "Sources/CFormat/\($0)", text: "") }
    let found = DocumentRules.undocumented(headers, pages: [page])
    #expect(found.map(\.path) == ["Sources/CFormat/cf_b.h"])
    #expect(DocumentRules.withoutGolden(page) { $0 == "Tests/Golden/a.bin" }.isEmpty)
    #expect(DocumentRules.withoutGolden(page) { _ in false }.count == 1)
    let bare = TextFile(path: "docs/formats/b.md", text: "nothing")
    #expect(DocumentRules.withoutGolden(bare) { _ in true }.count == 1)
  }
}
