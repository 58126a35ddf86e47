internal import Support

// The shapes of values, and the one way to refuse them.

extension ScenarioReader {
  /// The members of an object by key; other keys than these are refused.
  func object(_ value: JSONValue, _ keys: [String]) throws(ScenarioError) -> [String: JSONValue] {
    var found: [String: JSONValue] = [:]
    for member in try members(value) {
      guard keys.contains(member.name) else {
        throw .malformed(
          location(of: member.index), found: "the key \(member.name)",
          allowed: keys.joined(separator: ", "))
      }
      found[member.name] = member.value
    }
    return found
  }

  func members(_ value: JSONValue) throws(ScenarioError) -> [JSONMember] {
    guard case .object(let members) = value.content else {
      throw refuse(value, allowed: "an object")
    }
    return members
  }

  func list(_ value: JSONValue) throws(ScenarioError) -> [JSONValue] {
    guard case .array(let elements) = value.content else { throw refuse(value, allowed: "a list") }
    return elements
  }

  func string(_ value: JSONValue, allowed: String) throws(ScenarioError) -> String {
    guard case .string(let text) = value.content else { throw refuse(value, allowed: allowed) }
    return text
  }

  func required(
    _ key: String, in object: [String: JSONValue], of value: JSONValue
  ) throws(ScenarioError) -> JSONValue {
    guard let found = object[key] else {
      throw refuse(value, found: "no key \(key)", allowed: "an object with \(key)")
    }
    return found
  }

  func refuse(_ value: JSONValue, found: String? = nil, allowed: String) -> ScenarioError {
    .malformed(location(of: value.index), found: found ?? Self.summary(value), allowed: allowed)
  }

  /// The value in a few words: `the string "avx3"`, `a list`.
  private static func summary(_ value: JSONValue) -> String {
    switch value.content {
    case .null: "null"
    case .boolean(let value): "\(value)"
    case .integer(let value): "the number \(value)"
    case .number(let value): "the number \(numberText(value))"
    case .string(let value): "the string \"\(value)\""
    case .array: "a list"
    case .object: "an object"
    }
  }
}

/// A number in readable form: whole numbers without a fraction.
package func numberText(_ value: Double) -> String {
  if let whole = Int(exactly: value) { return "\(whole)" }
  return "\(value)"
}
