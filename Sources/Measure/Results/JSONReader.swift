package import Support

/// Reads strict JSON (RFC 8259); a duplicate name in an object is a mistake.
package struct JSONReader {
  /// What is wrong, and where; both counted from 1.
  package struct Problem: KindedError, Equatable {
    package let line: Int
    package let column: Int
    package let message: String

    package var kind: ErrorKind { .input }
    package var description: String { "\(line):\(column): \(message)" }
  }

  private let bytes: [UInt8]
  private var position = 0
  private static let depthLimit = 64

  /// Parses a whole document.
  package static func parse(_ bytes: [UInt8]) throws(Problem) -> JSONValue {
    var reader = JSONReader(bytes)
    let value = try reader.value(depth: 0)
    reader.skipSpace()
    if reader.position < bytes.count { throw reader.problem("text after the document") }
    return value
  }

  private init(_ bytes: [UInt8]) { self.bytes = bytes }

  private func problem(_ message: String) -> Problem {
    let before = bytes[..<position]
    let line = before.count { $0 == UInt8(ascii: "\n") } + 1
    let lineStart = before.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
    return Problem(line: line, column: position - lineStart + 1, message: message)
  }

  private func peek() -> UInt8? { position < bytes.count ? bytes[position] : nil }

  private mutating func skipSpace() {
    while let byte = peek(), byte == 0x20 || (0x09...0x0d).contains(byte) { position += 1 }
  }

  private mutating func take(_ expected: Character) throws(Problem) {
    guard peek() == expected.asciiValue else { throw problem("expected `\(expected)`") }
    position += 1
  }

  private mutating func value(depth: Int) throws(Problem) -> JSONValue {
    guard depth < Self.depthLimit else { throw problem("nested deeper than 64 levels") }
    skipSpace()
    switch peek() {
    case UInt8(ascii: "{"): return try object(depth: depth)
    case UInt8(ascii: "["): return try array(depth: depth)
    case UInt8(ascii: "\""): return .string(try string())
    default: return try word()
    }
  }

  private mutating func object(depth: Int) throws(Problem) -> JSONValue {
    var members: [JSONMember] = []
    try list(from: "{", to: "}") { (reader) throws(Problem) in
      reader.skipSpace()
      let name = try reader.string()
      if members.contains(where: { $0.name == name }) {
        throw reader.problem("a second `\(name)`")
      }
      reader.skipSpace()
      try reader.take(":")
      members.append(JSONMember(name, try reader.value(depth: depth + 1)))
    }
    return .object(members)
  }

  private mutating func array(depth: Int) throws(Problem) -> JSONValue {
    var values: [JSONValue] = []
    try list(from: "[", to: "]") { (reader) throws(Problem) in
      values.append(try reader.value(depth: depth + 1))
    }
    return .array(values)
  }

  private mutating func list(
    from open: Character, to close: Character,
    element: (inout JSONReader) throws(Problem) -> Void
  ) throws(Problem) {
    try take(open)
    skipSpace()
    guard peek() != close.asciiValue else { return try take(close) }
    while true {
      try element(&self)
      skipSpace()
      guard peek() == UInt8(ascii: ",") else { return try take(close) }
      position += 1
    }
  }

  private mutating func word() throws(Problem) -> JSONValue {
    let start = position
    while let byte = peek(), !" \t\r\n,:]}\"".utf8.contains(byte) { position += 1 }
    guard let text = String(validating: bytes[start..<position], as: UTF8.self), !text.isEmpty
    else {
      position = start
      throw problem("expected a value")
    }
    switch text {
    case "null": return .null
    case "true": return .boolean(true)
    case "false": return .boolean(false)
    default:
      if let value = Int(field: text) { return .integer(value) }
      let isNumber = text.first.map { $0 == "-" || $0.isNumber } ?? false
      if isNumber, let value = Double(fieldOrExponent: text) { return .number(value) }
      position = start
      throw problem("`\(text)` is no JSON value")
    }
  }

  private mutating func string() throws(Problem) -> String {
    try take("\"")
    var content: [UInt8] = []
    while let byte = peek() {
      switch byte {
      case UInt8(ascii: "\""):
        guard let text = String(validating: content, as: UTF8.self) else {
          throw problem("bytes that are not UTF-8")
        }
        position += 1
        return text
      case UInt8(ascii: "\\"):
        position += 1
        content += Array(String(try escape()).utf8)
      case 0..<0x20:
        throw problem("a control character in a string")
      default:
        content.append(byte)
        position += 1
      }
    }
    throw problem("a string without its end")
  }

  private mutating func escape() throws(Problem) -> Unicode.Scalar {
    let simple: [UInt8: Unicode.Scalar] = [
      0x22: "\"", 0x5c: "\\", 0x2f: "/", 0x62: "\u{8}", 0x66: "\u{c}", 0x6e: "\n", 0x72: "\r",
      0x74: "\t",
    ]
    guard let byte = peek() else { throw problem("a string without its end") }
    position += 1
    if let scalar = simple[byte] { return scalar }
    guard byte == UInt8(ascii: "u") else { throw problem("an unknown escape") }
    let unit = try hexUnit()
    if let scalar = Unicode.Scalar(unit) { return scalar }
    try take("\\")
    try take("u")
    let low = try hexUnit()
    guard (0xd800..<0xdc00).contains(unit), (0xdc00..<0xe000).contains(low),
      let scalar = Unicode.Scalar(0x10000 + (unit - 0xd800) << 10 + (low - 0xdc00))
    else { throw problem("half of a surrogate pair") }
    return scalar
  }

  private mutating func hexUnit() throws(Problem) -> UInt32 {
    let digits = bytes[position..<min(position + 4, bytes.count)]
    guard digits.count == 4, let text = String(validating: digits, as: UTF8.self),
      text.allSatisfy(\.isHexDigit), let unit = UInt32(text, radix: 16)
    else { throw problem("expected four hexadecimal digits") }
    position += 4
    return unit
  }
}

extension Double {
  /// A JSON number, whose exponent may be written large.
  fileprivate init?(fieldOrExponent text: String) {
    self.init(field: text.lowercased())
  }
}
