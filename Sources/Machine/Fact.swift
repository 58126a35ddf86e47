/// One named value of a manifest.
package struct Fact: Equatable, Sendable {
  /// The key in snake case, with the unit last.
  package let key: String
  /// The value; nil where the machine doesn't expose it.
  package let value: String?

  /// Makes a fact.
  package init(key: String, value: String?) {
    self.key = key
    self.value = value
  }
}
