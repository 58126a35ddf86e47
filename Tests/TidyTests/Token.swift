/// A word, symbol or string of source; comments are left out, and each string is one token.
struct Token: Equatable {
  enum Kind { case word, symbol, string }

  let kind: Kind
  let text: String
  /// The line number, counted from 1.
  let line: Int

  /// Whether the token is this word or symbol, and not a string of the same text.
  func isCode(_ expected: String) -> Bool { kind != .string && text == expected }
}

/// The two languages that the repository is written in.
enum Language {
  case swift, c
}
