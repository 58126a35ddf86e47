/// One thing that a command works on, given by its place.
package struct Operand: Sendable {
  /// What it is called in help: "FILE".
  package let name: String
  /// Whether one or more may be given; only the last operand may.
  package let isRepeated: Bool

  /// Describes an operand.
  package init(_ name: String, isRepeated: Bool = false) {
    self.name = name
    self.isRepeated = isRepeated
  }

  var written: String { name + (isRepeated ? "…" : "") }
}
