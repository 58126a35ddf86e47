/// Values that a program makes, and documents made of them.
extension JSONValue {
  package static let null = JSONValue(.null)
  package static func boolean(_ value: Bool) -> JSONValue { JSONValue(.boolean(value)) }
  package static func integer(_ value: Int) -> JSONValue { JSONValue(.integer(value)) }
  package static func number(_ value: Double) -> JSONValue { JSONValue(.number(value)) }
  package static func string(_ value: String) -> JSONValue { JSONValue(.string(value)) }
  package static func array(_ values: [JSONValue]) -> JSONValue { JSONValue(.array(values)) }
  package static func object(_ members: [JSONMember]) -> JSONValue { JSONValue(.object(members)) }

  /// The value as a strict document: two spaces of indentation, members in order, a final line end.
  ///
  /// Whole numbers have no fraction, others the shortest decimals that read back as the same
  /// number. JSON has no infinity and no NaN; they become null.
  package var document: String {
    var text = ""
    write(to: &text, indent: "")
    return text + "\n"
  }

  /// The value as a strict document on one line, without a line end.
  package var line: String {
    var text = ""
    write(to: &text, indent: nil)
    return text
  }

  /// Writes the value; without an indentation, on one line.
  private func write(to text: inout String, indent: String?) {
    switch content {
    case .null: text += "null"
    case .boolean(let value): text += value ? "true" : "false"
    case .integer(let value): text += String(value)
    case .number(let value): text += Self.decimal(value)
    case .string(let value): text += Self.quoted(value)
    case .array(let values):
      Self.write(values, between: "[", "]", to: &text, indent) { value, text, indent in
        value.write(to: &text, indent: indent)
      }
    case .object(let members):
      Self.write(members, between: "{", "}", to: &text, indent) { member, text, indent in
        text += Self.quoted(member.name) + ": "
        member.value.write(to: &text, indent: indent)
      }
    }
  }

  private static func write<Part>(
    _ parts: [Part], between open: String, _ close: String, to text: inout String,
    _ indent: String?, _ writePart: (Part, inout String, String?) -> Void
  ) {
    text += open
    let inner = indent.map { $0 + "  " }
    for (number, part) in parts.enumerated() {
      text += number == 0 ? "" : inner == nil ? ", " : ","
      if let inner { text += "\n" + inner }
      writePart(part, &text, inner)
    }
    if let indent, !parts.isEmpty { text += "\n" + indent }
    text += close
  }

  private static func decimal(_ value: Double) -> String {
    guard value.isFinite else { return "null" }
    let isWhole = value == value.rounded() && value.magnitude < 1e15
    return isWhole ? String(Int(value)) : value.description
  }

  private static func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      case "\t": result += "\\t"
      case "\r": result += "\\r"
      case "\0"..<" ": result += "\\u" + UInt16(scalar.value).hexadecimal
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }
}

extension JSONValue: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral,
  ExpressibleByBooleanLiteral, ExpressibleByFloatLiteral, ExpressibleByArrayLiteral,
  ExpressibleByDictionaryLiteral
{
  package init(stringLiteral value: String) { self.init(.string(value)) }
  package init(integerLiteral value: Int) { self.init(.integer(value)) }
  package init(booleanLiteral value: Bool) { self.init(.boolean(value)) }
  package init(floatLiteral value: Double) { self.init(.number(value)) }
  package init(arrayLiteral elements: JSONValue...) { self.init(.array(elements)) }
  package init(dictionaryLiteral elements: (String, JSONValue)...) {
    self.init(.object(elements.map { JSONMember($0.0, $0.1) }))
  }
}
