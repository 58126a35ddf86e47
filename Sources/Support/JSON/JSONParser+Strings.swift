// Strings: in JSON5 in either quote, with more escapes, and over several lines.

extension JSONParser {
  mutating func string() throws(JSONError) -> String {
    let start = index
    let quote = text.scalars[index]
    index += 1
    var content = String.UnicodeScalarView()
    while let scalar = peek {
      if scalar == quote {
        index += 1
        return String(content)
      }
      if scalar == "\n" || scalar == "\r" { break }
      if isStrict, scalar < " " {
        throw failure(allowed: "\\u00\(UInt8(scalar.value).hexadecimal) for it")
      }
      if scalar == "\\" {
        if let escaped = try escape() { content.append(escaped) }
      } else {
        content.append(scalar)
        index += 1
      }
    }
    let goingOn = isStrict ? "" : ", or \\ at the end of the line to go on"
    throw failure(
      at: start, found: "a string that does not end on its line",
      allowed: "\(quote) to close it" + goingOn)
  }

  /// One escape; nil for a line end that the backslash removes.
  private mutating func escape() throws(JSONError) -> Unicode.Scalar? {
    let start = index
    index += 1
    guard let scalar = peek else { throw failure(allowed: "a character after \\") }
    guard !isStrict || Self.strictEscapes.contains(scalar) else {
      throw failure(allowed: "one of \" \\ / b f n r t u after \\")
    }
    if Self.isLineEnd(scalar) {
      index += scalar == "\r" && self.scalar(after: 1) == "\n" ? 2 : 1
      return nil
    }
    if scalar == "u" || scalar == "x" { return try numericEscape(from: start) }
    if Self.isDigit(scalar) { return try zeroEscape() }
    index += 1
    return Self.simpleEscapes[scalar] ?? scalar
  }

  private static let strictEscapes: [Unicode.Scalar] = [
    "\"", "\\", "/", "b", "f", "n", "r", "t", "u",
  ]
  private static let simpleEscapes: [Unicode.Scalar: Unicode.Scalar] = [
    "b": "\u{08}", "f": "\u{0C}", "n": "\n", "r": "\r", "t": "\t", "v": "\u{0B}",
  ]

  private mutating func zeroEscape() throws(JSONError) -> Unicode.Scalar {
    let isZero = take("0")
    if isZero, peek.map(Self.isDigit) != true { return "\0" }
    throw failure(allowed: "\\0 alone: octal escapes are not JSON5")
  }

  private mutating func numericEscape(from start: Int) throws(JSONError) -> Unicode.Scalar {
    let isShort = peek == "x"
    index += 1
    var code = try hexadecimal(digits: isShort ? 2 : 4)
    if !isShort, (0xD800...0xDBFF).contains(code), peek == "\\", scalar(after: 1) == "u" {
      index += 2
      let low = try hexadecimal(digits: 4)
      guard (0xDC00...0xDFFF).contains(low) else { throw halfPair(at: start) }
      code = 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00)
    }
    guard let scalar = Unicode.Scalar(code) else { throw halfPair(at: start) }
    return scalar
  }

  private func halfPair(at start: Int) -> JSONError {
    failure(at: start, found: "half a surrogate pair", allowed: "both halves, one after the other")
  }

  mutating func hexadecimal(digits count: Int) throws(JSONError) -> UInt32 {
    var value: UInt32 = 0
    for _ in 0..<count {
      guard let digit = peek?.hexadecimalDigit else {
        throw failure(allowed: "\(count) hexadecimal digits")
      }
      value = value << 4 | digit
      index += 1
    }
    return value
  }
}
