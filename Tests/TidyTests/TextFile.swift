internal import Foundation

/// One file's path in the repository, and its text.
struct TextFile {
  let path: String
  let text: String

  /// A file made up by a test.
  init(path: String, text: String) {
    self.path = path
    self.text = text
  }

  /// Reads a file of the repository; nil where the file isn't text.
  init?(path: String) {
    let bytes = try? Data(contentsOf: Repository.root.appending(path: path))
    guard let bytes, !bytes.prefix(8192).contains(0),
      let text = String(data: bytes, encoding: .utf8)
    else { return nil }
    self.init(path: path, text: text)
  }

  /// The folders and the file's name.
  var components: [String] { path.split(separator: "/").map(String.init) }

  /// The name without folders and without what follows its first dot.
  var stem: String { String(components[components.count - 1].prefix { $0 != "." }) }

  /// The lines, without their ends.
  var lines: [Substring] { text.split(separator: "\n", omittingEmptySubsequences: false) }

  /// Whether the file is C source or a header.
  var isC: Bool { path.hasSuffix(".c") || path.hasSuffix(".h") }

  /// The tokens of Swift or C source.
  var tokens: [Token] { Lexer.tokens(of: text, isC ? .c : .swift) }
}
