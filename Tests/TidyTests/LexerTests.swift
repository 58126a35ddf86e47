internal import Testing

@Suite struct LexerTests {
  private func texts(_ source: String, _ language: Language = .swift) -> [String] {
    Lexer.tokens(of: source, language).map { $0.kind == .string ? "'\($0.text)'" : $0.text }
  }

  @Test func commentsAreGone() {
    #expect(texts("a /* b /* c */ d */ e // f \" g\nh") == ["a", "e", "h"])
    #expect(texts("a /* b /* c */ d", .c) == ["a", "d"])
  }

  @Test func stringsAreOnePiece() {
    #expect(texts(#"print("a \" // {", b)"#) == ["print", "(", "'a  // {'", ",", "b", ")"])
    #expect(texts(##"#"a " b"# c"##) == ["'a \" b'", "c"])
    #expect(texts("\"\"\"\n a \" b\n\"\"\" c") == ["'\n a \" b\n'", "c"])
    #expect(texts(#"'"' "a'b" c"#, .c) == ["'\"'", "'a'b'", "c"])
  }

  @Test func codeInsideInterpolationsIsCode() {
    #expect(
      texts(#""a \(f("b", (c))) d" e"#) == [
        "f", "(", "'b'", ",", "(", "c", ")", ")", "'a  d'", "e",
      ])
  }

  @Test func linesAreCounted() {
    let lines = Lexer.tokens(of: "a\n/*\n*/ b\n\"\"\"\n\n\"\"\"\nc", .swift).map(\.line)
    #expect(lines == [1, 3, 4, 7])
  }
}
