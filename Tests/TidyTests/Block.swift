/// A pair of braces and the words before the opening brace.
struct Block: Equatable {
  /// The name that the words before the braces declare or call.
  let name: String
  /// Whether the block holds declarations or a table, which the length limit of functions ignores.
  let isType: Bool
  let firstLine: Int
  let lastLine: Int

  var lineCount: Int { lastLine - firstLine + 1 }

  private init(header: ArraySlice<Token>, openingLine: Int, lastLine: Int, isC: Bool) {
    let keyword =
      isC ? nil : header.lastIndex { $0.kind == .word && Self.keywords.contains($0.text) }
    if let keyword {
      isType = Self.types.contains(header[keyword].text)
      name = header[keyword...].dropFirst().first { $0.kind == .word }?.text ?? "a block"
      firstLine = header[keyword].line
    } else {
      let called = Self.called(in: header)
      isType = isC && (called == nil || header.last?.isCode("=") == true)
      name = called ?? "a block"
      firstLine = (isC ? header.first?.line : nil) ?? openingLine
    }
    self.lastLine = lastLine
  }

  private static let types: Set = ["struct", "class", "enum", "extension", "protocol", "actor"]
  private static let keywords = types.union(["func", "init", "deinit", "subscript", "var", "let"])

  /// The last word that stands before a parenthesis and not inside one: a C function's name.
  private static func called(in header: ArraySlice<Token>) -> String? {
    var depth = 0
    var found: String?
    for (token, next) in zip(header, header.dropFirst()) {
      if token.kind == .word, depth == 0, next.isCode("("), !token.text.hasPrefix("__") {
        found = token.text
      }
      if token.isCode("(") { depth += 1 }
      if token.isCode(")") { depth -= 1 }
    }
    return found
  }

  /// Every block of a file, inner ones first.
  static func all(in file: TextFile) -> [Block] {
    let tokens = file.tokens
    var found: [Block] = []
    var open: [(header: Range<Int>, line: Int, parentheses: Int)] = []
    var headerStart = 0
    var parentheses = 0
    for (index, token) in tokens.enumerated() {
      if token.isCode("{") {
        open.append((headerStart..<index, token.line, parentheses))
        headerStart = index + 1
        parentheses = 0
      } else if token.isCode("}"), let start = open.popLast() {
        found.append(
          Block(
            header: tokens[start.header], openingLine: start.line, lastLine: token.line,
            isC: file.isC))
        parentheses = start.parentheses
        headerStart = parentheses > 0 ? start.header.lowerBound : index + 1
      } else if token.isCode(";"), parentheses == 0 {
        headerStart = index + 1
      } else {
        parentheses += token.isCode("(") ? 1 : token.isCode(")") ? -1 : 0
      }
    }
    return found
  }
}
