/// The reason why a cell gets no number: its row's status and reason code, and a sentence.
package struct Obstacle: Sendable, Hashable {
  /// The row's status.
  package enum Kind: String, Sendable {
    /// The machine is the reason.
    case unavailable
    /// The run is the reason.
    case skipped
  }

  /// Whether the machine or the run is the reason.
  package let kind: Kind
  /// A stable word of the results schema: "isa_absent".
  package let code: String
  /// The missing thing, in words.
  package let reason: String

  /// States a reason.
  package init(_ kind: Kind, code: String, reason: String) {
    self.kind = kind
    self.code = code
    self.reason = reason
  }
}
