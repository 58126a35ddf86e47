/// Reads JSON5 (json5.org, version 1.0.0) from a `SourceText`, one pass, depth bounded.
///
/// Stricter than the standard in two ways that only ever help: duplicate keys and half surrogate
/// pairs are refused, and so is a number too large for a double.
struct JSON5Parser {
  let source: SourceText
  var index = 0
  private var depth = 0

  /// The deepest nesting that is read.
  static let depthLimit = 64

  init(_ source: SourceText) { self.source = source }

  mutating func document() throws(ScenarioError) -> JSON5 {
    try skipBlanks()
    let value = try value()
    try skipBlanks()
    guard peek == nil else { throw failure(allowed: "the end of the file") }
    return value
  }

  mutating func value() throws(ScenarioError) -> JSON5 {
    let start = index
    guard let scalar = peek else { throw failure(allowed: "a value") }
    switch scalar {
    case "{": return try nested { (parser) throws(ScenarioError) in try parser.object() }
    case "[": return try nested { (parser) throws(ScenarioError) in try parser.array() }
    case "\"", "'": return JSON5(.string(try string()), at: start)
    case "+", "-", ".", "0"..."9": return JSON5(.number(try number()), at: start)
    default: return JSON5(try word(), at: start)
    }
  }

  private mutating func nested(
    _ body: (inout JSON5Parser) throws(ScenarioError) -> JSON5
  ) throws(ScenarioError) -> JSON5 {
    guard depth < Self.depthLimit else {
      throw failure(at: index, found: "a deeper level", allowed: "\(Self.depthLimit) levels")
    }
    depth += 1
    defer { depth -= 1 }
    return try body(&self)
  }

  private mutating func object() throws(ScenarioError) -> JSON5 {
    let start = index
    index += 1
    var members: [JSON5.Member] = []
    var seen: [String: Int] = [:]
    while true {
      try skipBlanks()
      if take("}") { return JSON5(.object(members), at: start) }
      let member = try member()
      if let first = seen.updateValue(member.keyIndex, forKey: member.key) {
        let line = source.location(of: first).line
        throw failure(
          at: member.keyIndex, found: "the key \(member.key) again",
          allowed: "each key once (it is on line \(line) already)")
      }
      members.append(member)
      try separator(or: "}")
    }
  }

  private mutating func member() throws(ScenarioError) -> JSON5.Member {
    let start = index
    let key = peek == "\"" || peek == "'" ? try string() : try identifier(allowed: "a key or }")
    try skipBlanks()
    guard take(":") else { throw failure(allowed: ": after the key \(key)") }
    try skipBlanks()
    return JSON5.Member(key: key, keyIndex: start, value: try value())
  }

  private mutating func array() throws(ScenarioError) -> JSON5 {
    let start = index
    index += 1
    var elements: [JSON5] = []
    while true {
      try skipBlanks()
      if take("]") { return JSON5(.array(elements), at: start) }
      elements.append(try value())
      try separator(or: "]")
    }
  }

  /// A comma, or the closing bracket left in place for the caller.
  private mutating func separator(or close: Unicode.Scalar) throws(ScenarioError) {
    try skipBlanks()
    if take(",") || peek == close { return }
    throw failure(allowed: ", or \(close)")
  }

  private mutating func word() throws(ScenarioError) -> JSON5.Kind {
    let start = index
    let allowed = "a value (object, list, string, number, true, false or null)"
    let word = try identifier(allowed: allowed)
    switch word {
    case "null": return .null
    case "true": return .bool(true)
    case "false": return .bool(false)
    case "Infinity": return .number(.infinity)
    case "NaN": return .number(.nan)
    default: throw failure(at: start, found: word, allowed: allowed)
    }
  }
}

// The parser's hands: looking, taking, refusing.
extension JSON5Parser {
  var peek: Unicode.Scalar? { index < source.scalars.count ? source.scalars[index] : nil }

  func scalar(after distance: Int) -> Unicode.Scalar? {
    index + distance < source.scalars.count ? source.scalars[index + distance] : nil
  }

  mutating func take(_ expected: Unicode.Scalar) -> Bool {
    guard peek == expected else { return false }
    index += 1
    return true
  }

  /// What stands at the current place, refused.
  func failure(allowed: String) -> ScenarioError {
    failure(at: index, found: peek.map(describe) ?? "the end of the file", allowed: allowed)
  }

  func failure(at index: Int, found: String, allowed: String) -> ScenarioError {
    .malformed(source.location(of: index), found: found, allowed: allowed)
  }

  private func describe(_ scalar: Unicode.Scalar) -> String {
    switch scalar {
    case "\n", "\r", "\u{2028}", "\u{2029}": return "the end of the line"
    default:
      guard scalar.properties.generalCategory != .control else {
        return "the character U+" + padded(String(scalar.value, radix: 16, uppercase: true))
      }
      return "\(scalar)"
    }
  }

  private func padded(_ digits: String) -> String {
    String(repeating: "0", count: max(0, 4 - digits.count)) + digits
  }
}
