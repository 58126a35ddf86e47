internal import Testing

@Suite struct ErrorTests {
  private static let sources = Repository.files(under: ["Sources", "Benchmarks"], ["swift"])

  @Test func everyErrorSaysItsKind() { expectClean(Self.sources, ErrorRules.withoutKind) }

  @Test(arguments: [
    "enum A: Error {", "public enum A: Equatable, Swift.Error {", "extension A: Error {",
    "struct A<B: P>:\n  Sendable,\n  Error where B: Q {", "protocol A: Error {",
    "enum B {\n  private enum C {}\n  package struct A: Error {",
  ])
  func anErrorWithoutAKindIsFound(text: String) {
    let found = ErrorRules.withoutKind(TextFile(path: "A.swift", text: text + "}"))
    #expect(found.map(\.message) == ["A is an Error without a kind: use KindedError"])
  }

  @Test(arguments: [
    "enum A: KindedError {", "private enum A: Error {", "struct A<E: Error>: Sendable {",
    "func a<E: Error>(_ e: E) {", "let a: any Error = {", "struct A<T>: B where T: Error {",
    "protocol KindedError: Error {",
  ])
  func whatNeedsNoKindPasses(text: String) {
    #expect(ErrorRules.withoutKind(TextFile(path: "A.swift", text: text + "}")).isEmpty)
  }
}
