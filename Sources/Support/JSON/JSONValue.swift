/// A JSON value; objects keep their members in order.
///
/// A value that was read has the index of its start in the text, so that an error can name the line
/// and the column. Values are equal if their contents are equal, wherever they start.
///
///     let value: JSONValue = ["name": "smoke", "rounds": 40]
///     let same = try JSONValue(strict: Array(value.document.utf8))
package struct JSONValue: Sendable {
  /// The value itself.
  package enum Content: Sendable, Equatable {
    case null
    case boolean(Bool)
    case integer(Int)
    /// A number with a fraction or an exponent, or beyond the integers.
    case number(Double)
    case string(String)
    case array([JSONValue])
    case object([JSONMember])
  }

  /// The value itself.
  package let content: Content
  /// The start of the value, as an index into `JSONText.scalars`; 0 for a value that was not read.
  package let index: Int

  /// Wraps a value.
  package init(_ content: Content, at index: Int = 0) {
    self.content = content
    self.index = index
  }
}

/// A name and its value.
package struct JSONMember: Sendable {
  package let name: String
  package let value: JSONValue
  /// The start of the name, as an index into `JSONText.scalars`; 0 for a name that was not read.
  package let index: Int

  /// Pairs a name with a value.
  package init(_ name: String, _ value: JSONValue, at index: Int = 0) {
    self.name = name
    self.value = value
    self.index = index
  }
}

extension JSONValue {
  /// The value of a member, nil where the name is absent or the value isn't an object; linear in
  /// the number of members.
  package subscript(_ name: String) -> JSONValue? {
    guard case .object(let members) = content else { return nil }
    return members.first { $0.name == name }?.value
  }

  /// The text of a string, nil for everything else.
  package var text: String? {
    guard case .string(let text) = content else { return nil }
    return text
  }

  /// The number, nil for everything else.
  package var double: Double? {
    switch content {
    case .integer(let value): Double(value)
    case .number(let value): value
    default: nil
    }
  }

  /// The number, if it is whole and fits.
  package var integer: Int? {
    switch content {
    case .integer(let value): value
    case .number(let value): Int(exactly: value)
    default: nil
    }
  }

  /// The values of an array, nil for everything else.
  package var elements: [JSONValue]? {
    guard case .array(let values) = content else { return nil }
    return values
  }

  /// The type's name in the standard: "string", "object" and so on.
  package var typeName: String {
    switch content {
    case .null: "null"
    case .boolean: "boolean"
    case .integer, .number: "number"
    case .string: "string"
    case .array: "array"
    case .object: "object"
    }
  }
}

extension JSONValue: Equatable {
  /// Whether the contents are equal.
  package static func == (left: JSONValue, right: JSONValue) -> Bool {
    left.content == right.content
  }
}

extension JSONMember: Equatable {
  /// Whether names and values are the same.
  package static func == (left: JSONMember, right: JSONMember) -> Bool {
    left.name == right.name && left.value == right.value
  }
}
