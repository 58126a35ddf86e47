/// One named value of a manifest.
package struct Fact: Equatable, Sendable {
  /// In snake case, with the unit last.
  package let key: String
  /// Nil where it isn't exposed.
  package let value: String?

  /// States a fact.
  package init(key: String, value: String?) {
    self.key = key
    self.value = value
  }
}
