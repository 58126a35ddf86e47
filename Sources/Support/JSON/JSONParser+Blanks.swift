// White space, comments and names; JSON5 has them from ECMAScript 5.1.

extension JSONParser {
  /// Passes white space, line ends and comments.
  mutating func skipBlanks() throws(JSONError) {
    while let scalar = peek {
      if isStrict {
        guard [" ", "\t", "\n", "\r"].contains(scalar) else { return }
        index += 1
      } else if Self.isBlank(scalar) {
        index += 1
      } else if scalar == "/", self.scalar(after: 1) == "/" {
        while let next = peek, !Self.isLineEnd(next) { index += 1 }
      } else if scalar == "/", self.scalar(after: 1) == "*" {
        try skipBlockComment()
      } else {
        return
      }
    }
  }

  private mutating func skipBlockComment() throws(JSONError) {
    let start = index
    index += 2
    while peek != nil {
      if peek == "*", scalar(after: 1) == "/" {
        index += 2
        return
      }
      index += 1
    }
    throw failure(at: start, found: "a comment without its end", allowed: "*/ to close it")
  }

  /// A name without quotes, `\u` escapes resolved.
  mutating func identifier(allowed: String) throws(JSONError) -> String {
    var name = String.UnicodeScalarView()
    while let scalar = peek {
      let start = index
      let isEscaped = scalar == "\\" && !isStrict
      let part = isEscaped ? try identifierEscape() : scalar
      guard Self.isNamePart(part, first: name.isEmpty) else {
        index = start
        if isEscaped {
          throw failure(at: start, found: "an escaped \(part)", allowed: "a letter, digit, $ or _")
        }
        break
      }
      if !isEscaped { index += 1 }
      name.append(part)
    }
    guard !name.isEmpty else { throw failure(allowed: allowed) }
    return String(name)
  }

  private mutating func identifierEscape() throws(JSONError) -> Unicode.Scalar {
    let start = index
    index += 1
    guard take("u") else { throw failure(allowed: "u after \\ in a name") }
    let code = try hexadecimal(digits: 4)
    guard let scalar = Unicode.Scalar(code) else {
      throw failure(at: start, found: "half a surrogate pair", allowed: "a letter")
    }
    return scalar
  }

  static func isLineEnd(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar {
    case "\n", "\r", "\u{2028}", "\u{2029}": true
    default: false
    }
  }

  static func isBlank(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar {
    case "\t", "\u{0B}", "\u{0C}", " ", "\u{FEFF}": true
    default: isLineEnd(scalar) || scalar.properties.generalCategory == .spaceSeparator
    }
  }

  static func isNamePart(_ scalar: Unicode.Scalar, first: Bool) -> Bool {
    if scalar == "$" || scalar == "_" { return true }
    switch scalar.properties.generalCategory {
    case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter,
      .letterNumber:
      return true
    case .nonspacingMark, .spacingMark, .decimalNumber, .connectorPunctuation:
      return !first
    default:
      return !first && (scalar == "\u{200C}" || scalar == "\u{200D}")
    }
  }
}
