/// The two forms of JSON that are read.
package enum JSONForm: Sendable {
  /// RFC 8259: the form that programs write.
  case strict
  /// json5.org, version 1.0.0: the form that people write.
  case json5
}

extension JSONValue {
  /// Reads a whole document, which is exactly one value.
  package init(_ text: JSONText, _ form: JSONForm) throws(JSONError) {
    var parser = JSONParser(text, form)
    self = try parser.document()
  }

  /// Reads a strict document from a file's bytes.
  package init(strict bytes: [UInt8]) throws(JSONError) {
    try self.init(JSONText(bytes), .strict)
  }
}

/// Reads JSON of either form in one pass, with bounded depth.
///
/// The parser refuses more than the standards demand: a name that stands twice in one object, half
/// of a surrogate pair, and a number beyond the range of a double. Names are the same if Unicode
/// takes them for the same text.
struct JSONParser {
  let text: JSONText
  let isStrict: Bool
  var index = 0
  private var depth = 0

  /// The deepest nesting that is read.
  static let depthLimit = 64

  init(_ text: JSONText, _ form: JSONForm) {
    self.text = text
    isStrict = form == .strict
  }

  mutating func document() throws(JSONError) -> JSONValue {
    try skipBlanks()
    let value = try value()
    try skipBlanks()
    guard peek == nil else { throw failure(allowed: "the end of the file") }
    return value
  }

  mutating func value() throws(JSONError) -> JSONValue {
    let start = index
    guard let scalar = peek else { throw failure(allowed: "a value") }
    let content: JSONValue.Content =
      switch scalar {
      case "{": try nested { (parser) throws(JSONError) in try .object(parser.members()) }
      case "[": try nested { (parser) throws(JSONError) in try .array(parser.elements()) }
      case "\"": .string(try string())
      case "'" where !isStrict: .string(try string())
      case "-", "0"..."9": try number()
      case "+" where !isStrict, "." where !isStrict: try number()
      default: try word()
      }
    return JSONValue(content, at: start)
  }

  private mutating func nested(
    _ body: (inout JSONParser) throws(JSONError) -> JSONValue.Content
  ) throws(JSONError) -> JSONValue.Content {
    guard depth < Self.depthLimit else {
      throw failure(at: index, found: "a deeper level", allowed: "\(Self.depthLimit) levels")
    }
    depth += 1
    defer { depth -= 1 }
    index += 1
    return try body(&self)
  }

  private mutating func members() throws(JSONError) -> [JSONMember] {
    var members: [JSONMember] = []
    var seen: [String: Int] = [:]
    var isAfterComma = false
    while try !isClosed(by: "}", isAfterComma) {
      let member = try member(isFirst: members.isEmpty)
      if let first = seen.updateValue(member.index, forKey: member.name) {
        let line = text.place(of: first).line
        throw failure(
          at: member.index, found: "the key \(member.name) again",
          allowed: "each key once (it is on line \(line) already)")
      }
      members.append(member)
      isAfterComma = try separator(or: "}")
    }
    return members
  }

  private mutating func member(isFirst: Bool) throws(JSONError) -> JSONMember {
    let start = index
    let name: String
    if peek == "\"" || peek == "'" && !isStrict {
      name = try string()
    } else if isStrict {
      throw failure(allowed: isFirst ? "a key in double quotes or }" : "a key in double quotes")
    } else {
      name = try identifier(allowed: "a key or }")
    }
    try skipBlanks()
    guard take(":") else { throw failure(allowed: ": after the key \(name)") }
    try skipBlanks()
    return JSONMember(name, try value(), at: start)
  }

  private mutating func elements() throws(JSONError) -> [JSONValue] {
    var elements: [JSONValue] = []
    var isAfterComma = false
    while try !isClosed(by: "]", isAfterComma) {
      elements.append(try value())
      isAfterComma = try separator(or: "]")
    }
    return elements
  }

  /// Passes blanks, and the closing bracket where it may stand.
  private mutating func isClosed(
    by close: Unicode.Scalar, _ isAfterComma: Bool
  ) throws(JSONError) -> Bool {
    try skipBlanks()
    return isStrict && isAfterComma ? false : take(close)
  }

  /// A comma, or the closing bracket left in place for the caller; answers whether it was a comma.
  private mutating func separator(or close: Unicode.Scalar) throws(JSONError) -> Bool {
    try skipBlanks()
    if take(",") { return true }
    guard peek == close else { throw failure(allowed: ", or \(close)") }
    return false
  }

  private mutating func word() throws(JSONError) -> JSONValue.Content {
    let start = index
    let allowed = "a value (object, list, string, number, true, false or null)"
    let word = try identifier(allowed: allowed)
    switch word {
    case "null": return .null
    case "true": return .boolean(true)
    case "false": return .boolean(false)
    case "Infinity" where !isStrict: return .number(.infinity)
    case "NaN" where !isStrict: return .number(.nan)
    default: throw failure(at: start, found: word, allowed: allowed)
    }
  }
}

// Looking, taking, refusing.
extension JSONParser {
  var peek: Unicode.Scalar? { index < text.scalars.count ? text.scalars[index] : nil }

  func scalar(after distance: Int) -> Unicode.Scalar? {
    index + distance < text.scalars.count ? text.scalars[index + distance] : nil
  }

  mutating func take(_ expected: Unicode.Scalar) -> Bool {
    guard peek == expected else { return false }
    index += 1
    return true
  }

  /// Refuses the scalar at the current place.
  func failure(allowed: String) -> JSONError {
    failure(at: index, found: peek.map(describe) ?? "the end of the file", allowed: allowed)
  }

  func failure(at index: Int, found: String, allowed: String) -> JSONError {
    let place = text.place(of: index)
    return JSONError(line: place.line, column: place.column, found: found, allowed: allowed)
  }

  private func describe(_ scalar: Unicode.Scalar) -> String {
    if Self.isLineEnd(scalar) { return "the end of the line" }
    guard scalar.properties.generalCategory == .control else { return "\(scalar)" }
    let digits = String(scalar.value, radix: 16, uppercase: true)
    return "the character U+" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
  }
}
