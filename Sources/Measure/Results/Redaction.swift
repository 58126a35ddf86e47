package import Support

/// The removal of a run's location from its manifest: absolute paths are cut to their last part.
package enum Redaction {
  /// The text with each absolute path cut to its last part.
  ///
  /// A path starts with a slash at the beginning or after a space, quote, comma, equals sign or
  /// bracket, followed by a letter, digit, dot, dash or underscore; comments and addresses don't.
  package static func withoutPaths(_ text: String) -> String {
    var result: [Character] = []
    var rest = text[...]
    while let character = rest.first {
      if character == "/", isOpening(result.last), let path = path(at: rest) {
        result += path.split(separator: "/").last.map(Array.init) ?? []
        rest = rest.dropFirst(path.count)
      } else {
        result.append(character)
        rest = rest.dropFirst()
      }
    }
    return String(result)
  }

  private static func isOpening(_ previous: Character?) -> Bool {
    guard let previous else { return true }
    return previous.isWhitespace || "\"',=([{<;".contains(previous)
  }

  private static func path(at text: Substring) -> Substring? {
    let path = text.prefix { !$0.isWhitespace && !"\"',)]}>;".contains($0) }
    guard let second = path.dropFirst().first,
      second.isLetter || second.isNumber || "._-".contains(second)
    else { return nil }
    return path
  }

  /// Every string of a document without paths.
  package static func applied(to value: JSONValue) -> JSONValue {
    switch value.content {
    case .string(let text): .string(withoutPaths(text))
    case .array(let values): .array(values.map(applied))
    case .object(let members):
      .object(members.map { JSONMember($0.name, applied(to: $0.value)) })
    default: value
    }
  }

  /// The strings that still hold a path.
  static func absolutePaths(in value: JSONValue) -> [String] {
    switch value.content {
    case .string(let text): withoutPaths(text) == text ? [] : [text]
    case .array(let values): values.flatMap(absolutePaths)
    case .object(let members): members.flatMap { absolutePaths(in: $0.value) }
    default: []
    }
  }
}
