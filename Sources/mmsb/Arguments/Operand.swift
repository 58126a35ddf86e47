/// One thing that a command works on, given by its place.
package struct Operand: Sendable {
  /// What it is called in help: "FILE".
  package let name: String
  /// Whether one or more may be given; only the last operand may.
  package let isRepeated: Bool
  /// Whether it may be left out; only the last operands may.
  package let isOptional: Bool

  /// Describes an operand.
  package init(_ name: String, isRepeated: Bool = false, isOptional: Bool = false) {
    self.name = name
    self.isRepeated = isRepeated
    self.isOptional = isOptional
  }

  var written: String {
    let name = name + (isRepeated ? "…" : "")
    return isOptional ? "[\(name)]" : name
  }
}
