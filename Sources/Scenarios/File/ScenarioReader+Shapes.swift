// The reader's hands: the shapes that values have, and the one way to refuse them.

extension ScenarioReader {
  /// An object with no other keys than these, by key.
  func object(_ value: JSON5, _ keys: [String]) throws(ScenarioError) -> [String: JSON5] {
    var found: [String: JSON5] = [:]
    for member in try members(value) {
      guard keys.contains(member.key) else {
        throw .malformed(
          source.location(of: member.keyIndex), found: "the key \(member.key)",
          allowed: keys.joined(separator: ", "))
      }
      found[member.key] = member.value
    }
    return found
  }

  func members(_ value: JSON5) throws(ScenarioError) -> [JSON5.Member] {
    guard case .object(let members) = value.kind else { throw refuse(value, allowed: "an object") }
    return members
  }

  func list(_ value: JSON5) throws(ScenarioError) -> [JSON5] {
    guard case .array(let elements) = value.kind else { throw refuse(value, allowed: "a list") }
    return elements
  }

  func string(_ value: JSON5, allowed: String) throws(ScenarioError) -> String {
    guard case .string(let text) = value.kind else { throw refuse(value, allowed: allowed) }
    return text
  }

  func required(
    _ key: String, in object: [String: JSON5], of value: JSON5
  ) throws(ScenarioError) -> JSON5 {
    guard let found = object[key] else {
      throw refuse(value, found: "no key \(key)", allowed: "an object with \(key)")
    }
    return found
  }

  func refuse(_ value: JSON5, found: String? = nil, allowed: String) -> ScenarioError {
    .malformed(source.location(of: value.index), found: found ?? value.summary, allowed: allowed)
  }
}
