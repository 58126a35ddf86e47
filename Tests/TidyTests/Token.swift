/// A piece of source that means something: comments are gone, strings are one piece each.
struct Token: Equatable {
  enum Kind { case word, symbol, string }

  let kind: Kind
  let text: String
  /// Counted from 1.
  let line: Int

  /// Whether this is that word or symbol, not a string that happens to say it.
  func isCode(_ expected: String) -> Bool { kind != .string && text == expected }
}

/// The two languages that the repository is written in.
enum Language {
  case swift, c
}
