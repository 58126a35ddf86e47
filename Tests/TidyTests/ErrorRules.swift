/// Rules about errors.
enum ErrorRules {
  private static let declaring: Set = ["enum", "struct", "class", "actor", "extension", "protocol"]
  private static let hidden: Set = ["private", "fileprivate"]
  /// The one protocol that refines `Error` itself.
  private static let root = "KindedError"

  /// Types that conform to `Error` directly instead of to `KindedError`, except types private to
  /// a file.
  static func withoutKind(_ file: TextFile) -> [Violation] {
    let tokens = file.tokens
    return tokens.indices.compactMap { index in
      guard tokens[index].kind == .word, declaring.contains(tokens[index].text),
        index + 1 < tokens.count, tokens[index + 1].kind == .word, tokens[index + 1].text != root,
        !modifiers(before: index, in: tokens).contains(where: hidden.contains),
        conformances(after: index + 1, in: tokens).contains("Error")
      else { return nil }
      return Violation(
        path: file.path, line: tokens[index].line,
        message: "\(tokens[index + 1].text) is an Error without a kind: use \(root)")
    }
  }

  /// The words before a declaration on its line: its modifiers.
  private static func modifiers(before index: Int, in tokens: [Token]) -> [String] {
    let line = tokens[index].line
    return tokens[..<index].reversed().prefix { $0.kind == .word && $0.line == line }.map(\.text)
  }

  /// The names between the colon of a declaration and its brace, without generic parameters and
  /// requirements.
  private static func conformances(after index: Int, in tokens: [Token]) -> [String] {
    var (depth, names, isPastColon): (Int, [String], Bool) = (0, [], false)
    for token in tokens[index...].dropFirst() {
      if token.isCode("{") || token.isCode("where") { break }
      depth += token.isCode("<") ? 1 : token.isCode(">") ? -1 : 0
      guard depth == 0 else { continue }
      if token.isCode(":") { isPastColon = true }
      if isPastColon, token.kind == .word { names.append(token.text) }
    }
    return names
  }
}
