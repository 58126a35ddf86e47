/// One operand of a command, given by its place.
package struct Operand: Sendable {
  /// The operand's name in help: "FILE".
  package let name: String
  /// Whether several may be given; only the last operand may be repeated.
  package let isRepeated: Bool
  /// Whether the operand may be left out; only the last operands may.
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
