// Numbers: in JSON5 also with a plus sign, bare points, hexadecimal digits, Infinity and NaN.

extension JSONParser {
  mutating func number() throws(JSONError) -> JSONValue.Content {
    let start = index
    let isNegative = peek == "-"
    if isNegative || peek == "+" { index += 1 }
    let number = try signless(from: start, isNegative)
    if let next = peek, Self.isNamePart(next, first: false) || next == "\\" || next == "." {
      throw failure(allowed: "the end of the number")
    }
    return number
  }

  /// The number behind its sign, with its sign.
  private mutating func signless(
    from start: Int, _ isNegative: Bool
  ) throws(JSONError) -> JSONValue.Content {
    if !isStrict, peek == "I" || peek == "N" {
      let value = try namedNumber()
      return .number(isNegative ? -value : value)
    }
    if peek == "0", let next = scalar(after: 1) {
      if !isStrict, next == "x" || next == "X" { return try hexadecimalNumber(isNegative) }
      guard !Self.isDigit(next) else {
        index += 1
        throw failure(allowed: "no digit after a leading 0")
      }
    }
    return try decimal(from: start, isNegative)
  }

  private mutating func namedNumber() throws(JSONError) -> Double {
    let start = index
    let name = try identifier(allowed: "a number")
    if name == "Infinity" { return .infinity }
    if name == "NaN" { return .nan }
    throw failure(at: start, found: name, allowed: "a number, Infinity or NaN")
  }

  private mutating func hexadecimalNumber(
    _ isNegative: Bool
  ) throws(JSONError) -> JSONValue.Content {
    let start = index
    index += 2
    while peek?.hexadecimalDigit != nil { index += 1 }
    guard index > start + 2 else { throw failure(allowed: "a hexadecimal digit after 0x") }
    let digits = spelt(start + 2..<index)
    if let whole = Self.whole(digits, radix: 16, isNegative) { return whole }
    return .number(try finite(Double("0x" + digits), isNegative, at: start))
  }

  private mutating func decimal(
    from start: Int, _ isNegative: Bool
  ) throws(JSONError) -> JSONValue.Content {
    let first = index
    var isWhole = true
    var digitCount = skipDigits()
    guard !isStrict || digitCount > 0 else { throw failure(allowed: "a digit") }
    if take(".") {
      isWhole = false
      let fraction = skipDigits()
      guard !isStrict || fraction > 0 else { throw failure(allowed: "a digit after the point") }
      digitCount += fraction
    }
    guard digitCount > 0 else { throw failure(allowed: "a digit") }
    if peek == "e" || peek == "E" {
      isWhole = false
      index += 1
      if peek == "+" || peek == "-" { index += 1 }
      guard skipDigits() > 0 else { throw failure(allowed: "a digit in the exponent") }
    }
    let range = first..<index
    if isWhole, let whole = Self.whole(spelt(range), radix: 10, isNegative) { return whole }
    return .number(try finite(Double(decimalText(range)), isNegative, at: start))
  }

  /// An integer, if it fits; a negative zero is a number, so that it keeps its sign.
  private static func whole(
    _ digits: String, radix: Int, _ isNegative: Bool
  ) -> JSONValue.Content? {
    let value = Int((isNegative ? "-" : "") + digits, radix: radix)
    return value == 0 && isNegative ? .number(-0.0) : value.map { .integer($0) }
  }

  private func spelt(_ range: Range<Int>) -> String {
    String(String.UnicodeScalarView(text.scalars[range]))
  }

  /// The digits as Swift's own conversion takes them: with a digit on both sides of the point.
  private func decimalText(_ range: Range<Int>) -> String {
    var digits = String.UnicodeScalarView()
    for place in range {
      let scalar = text.scalars[place]
      let isPoint = scalar == "."
      if isPoint && digits.isEmpty { digits.append("0") }
      digits.append(scalar)
      let next = place + 1 < range.upperBound ? text.scalars[place + 1] : "e"
      if isPoint && !Self.isDigit(next) { digits.append("0") }
    }
    return String(digits)
  }

  private mutating func skipDigits() -> Int {
    let first = index
    while let scalar = peek, Self.isDigit(scalar) { index += 1 }
    return index - first
  }

  private func finite(
    _ value: Double?, _ isNegative: Bool, at start: Int
  ) throws(JSONError) -> Double {
    guard let value, value.isFinite else {
      throw failure(
        at: start, found: "a number beyond 1.8e308", allowed: "a number that a double can hold")
    }
    return isNegative ? -value : value
  }

  static func isDigit(_ scalar: Unicode.Scalar) -> Bool { ("0"..."9").contains(scalar) }
}

extension Unicode.Scalar {
  /// The value of a hexadecimal digit in ASCII, nil for any other character.
  var hexadecimalDigit: UInt32? {
    switch self {
    case "0"..."9": value - 0x30
    case "a"..."f": value - 0x61 + 10
    case "A"..."F": value - 0x41 + 10
    default: nil
    }
  }
}
