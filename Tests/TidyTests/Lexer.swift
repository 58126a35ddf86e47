/// A lexer of Swift and C for rules about form: it handles nested comments, every kind of string,
/// and code inside interpolations.
struct Lexer {
  private let bytes: [UInt8]
  private let language: Language
  private var position = 0
  private var line = 1
  private var tokens: [Token] = []
  /// Whether a C directive is open; the directive ends with its line, as a semicolon token.
  private var isInDirective = false

  private init(_ text: String, _ language: Language) {
    bytes = Array(text.utf8)
    self.language = language
  }

  /// The tokens of a whole file.
  static func tokens(of text: String, _ language: Language) -> [Token] {
    var lexer = Lexer(text, language)
    lexer.code(insideInterpolation: false)
    return lexer.tokens
  }

  private func starts(with text: String) -> Bool {
    let wanted = text.utf8
    return bytes.count - position >= wanted.count
      && bytes[position..<(position + wanted.count)].elementsEqual(wanted)
  }

  private mutating func advance(_ count: Int = 1) {
    for _ in 0..<count where position < bytes.count {
      if bytes[position] == UInt8(ascii: "\n") { line += 1 }
      position += 1
    }
  }

  /// Reads code to the end, or to the parenthesis that closes an interpolation.
  private mutating func code(insideInterpolation: Bool) {
    var depth = 0
    while position < bytes.count {
      if comment() || string() { continue }
      let byte = bytes[position]
      if language == .c { directive(byte) }
      if Self.isWord(byte) {
        word()
      } else if byte > 0x20 {
        if insideInterpolation, byte == UInt8(ascii: ")"), depth == 0 { return advance() }
        if byte == UInt8(ascii: "(") { depth += 1 }
        if byte == UInt8(ascii: ")") { depth -= 1 }
        tokens.append(Token(kind: .symbol, text: String(UnicodeScalar(byte)), line: line))
        advance()
      } else {
        advance()
      }
    }
  }

  private mutating func directive(_ byte: UInt8) {
    if byte == UInt8(ascii: "#") {
      isInDirective = true
    } else if byte == UInt8(ascii: "\n"), isInDirective, bytes[position - 1] != UInt8(ascii: "\\") {
      isInDirective = false
      tokens.append(Token(kind: .symbol, text: ";", line: line))
    }
  }

  private static func isWord(_ byte: UInt8) -> Bool {
    switch UnicodeScalar(byte) {
    case "a"..."z", "A"..."Z", "0"..."9", "_": true
    default: byte >= 0x80
    }
  }

  private mutating func word() {
    let start = position
    while position < bytes.count, Self.isWord(bytes[position]) { position += 1 }
    let text = String(decoding: bytes[start..<position], as: UTF8.self)
    tokens.append(Token(kind: .word, text: text, line: line))
  }

  private mutating func comment() -> Bool {
    if starts(with: "//") {
      while position < bytes.count, bytes[position] != UInt8(ascii: "\n") { position += 1 }
      return true
    }
    guard starts(with: "/*") else { return false }
    var depth = 0
    repeat {
      if starts(with: "/*"), language == .swift || depth == 0 {
        depth += 1
        advance(2)
      } else if starts(with: "*/") {
        depth -= 1
        advance(2)
      } else {
        advance()
      }
    } while depth > 0 && position < bytes.count
    return true
  }

  /// Reads a string, a C character or a regular expression between `#/` and `/#`.
  private mutating func string() -> Bool {
    if language == .c {
      guard starts(with: "\"") || starts(with: "'") else { return false }
      let quote = starts(with: "'") ? "'" : "\""
      literal(open: quote, close: quote, escape: "\\", isMultiline: false)
      return true
    }
    var pounds = ""
    while position + pounds.utf8.count < bytes.count,
      bytes[position + pounds.utf8.count] == UInt8(ascii: "#")
    {
      pounds += "#"
    }
    for quote in ["\"\"\"", "\"", "/"] where starts(with: pounds + quote) {
      if quote == "/", pounds.isEmpty { return false }
      literal(
        open: pounds + quote, close: quote + pounds, escape: "\\" + pounds,
        isMultiline: quote != "\"")
      return true
    }
    return false
  }

  private mutating func literal(open: String, close: String, escape: String, isMultiline: Bool) {
    let startLine = line
    var content: [UInt8] = []
    advance(open.utf8.count)
    while position < bytes.count, !starts(with: close) {
      if bytes[position] == UInt8(ascii: "\n"), !isMultiline { break }
      if language == .swift, starts(with: escape + "(") {
        advance(escape.utf8.count + 1)
        code(insideInterpolation: true)
      } else if starts(with: escape) {
        advance(escape.utf8.count + 1)
      } else {
        content.append(bytes[position])
        advance()
      }
    }
    advance(starts(with: close) ? close.utf8.count : 0)
    let text = String(decoding: content, as: UTF8.self)
    tokens.append(Token(kind: .string, text: text, line: startLine))
  }
}
