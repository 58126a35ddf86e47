// Numbers: signs, leading and trailing points, hexadecimal, Infinity and NaN.

extension JSON5Parser {
  mutating func number() throws(ScenarioError) -> Double {
    let start = index
    let isNegative = peek == "-"
    if peek == "+" || isNegative { index += 1 }
    let magnitude = try magnitude(from: start)
    if let next = peek, Self.isNamePart(next, first: false) || next == "\\" || next == "." {
      throw failure(allowed: "the end of the number")
    }
    return isNegative ? -magnitude : magnitude
  }

  private mutating func magnitude(from start: Int) throws(ScenarioError) -> Double {
    if peek == "I" || peek == "N" { return try namedNumber() }
    if peek == "0", let next = scalar(after: 1) {
      if next == "x" || next == "X" { return try hexadecimalNumber() }
      guard !Self.isDigit(next) else {
        index += 1
        throw failure(allowed: "no digit after a leading 0")
      }
    }
    return try decimal(from: start)
  }

  private mutating func namedNumber() throws(ScenarioError) -> Double {
    let start = index
    let name = try identifier(allowed: "a number")
    if name == "Infinity" { return .infinity }
    if name == "NaN" { return .nan }
    throw failure(at: start, found: name, allowed: "a number, Infinity or NaN")
  }

  private mutating func hexadecimalNumber() throws(ScenarioError) -> Double {
    index += 2
    var value = 0.0
    let first = index
    while let digit = peek?.hexadecimalDigit {
      value = value * 16 + Double(digit)
      index += 1
    }
    guard index > first else { throw failure(allowed: "a hexadecimal digit after 0x") }
    guard value.isFinite else { throw tooLarge(at: first - 2) }
    return value
  }

  private mutating func decimal(from start: Int) throws(ScenarioError) -> Double {
    let first = index
    var digitCount = skipDigits()
    if take(".") { digitCount += skipDigits() }
    guard digitCount > 0 else { throw failure(allowed: "a digit") }
    if peek == "e" || peek == "E" {
      index += 1
      if peek == "+" || peek == "-" { index += 1 }
      guard skipDigits() > 0 else { throw failure(allowed: "a digit in the exponent") }
    }
    guard let value = Double(decimalText(first..<index)), value.isFinite else {
      throw tooLarge(at: start)
    }
    return value
  }

  /// The digits as Swift's own conversion takes them: with a digit on both sides of the point.
  private func decimalText(_ range: Range<Int>) -> String {
    var text = String.UnicodeScalarView()
    for place in range {
      let scalar = source.scalars[place]
      let isPoint = scalar == "."
      if isPoint && text.isEmpty { text.append("0") }
      text.append(scalar)
      let next = place + 1 < range.upperBound ? source.scalars[place + 1] : "e"
      if isPoint && !Self.isDigit(next) { text.append("0") }
    }
    return String(text)
  }

  private mutating func skipDigits() -> Int {
    let first = index
    while let scalar = peek, Self.isDigit(scalar) { index += 1 }
    return index - first
  }

  private func tooLarge(at start: Int) -> ScenarioError {
    failure(at: start, found: "a number beyond 1.8e308", allowed: "a number that a double can hold")
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
