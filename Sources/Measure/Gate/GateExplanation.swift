/// The signals that moved with a time: the most telling first, or a sentence that none did.
package struct GateExplanation {
  /// What the kernel charged for each arm's batches.
  package struct Charge {
    /// "page faults", "switches".
    package let name: String
    package let base: [Double]
    package let head: [Double]

    package init(_ name: String, base: [Double], head: [Double]) {
      self.name = name
      self.base = base
      self.head = head
    }
  }

  /// The rows of the cell's exact counts.
  package var counts: [CompareRow] = []
  /// The charges, in the order of their weight.
  package var charges: [Charge] = []

  package init() {}

  /// The moved signals in words; exact counts come before charges, larger changes first.
  package var text: String {
    let moved = counts.filter { $0.verdict != .equivalent }
      .sorted { Self.size($0) > Self.size($1) }
      .map { "\($0.metric) \($0.baseValue.field) to \($0.headValue.field)" }
    let parts = moved + charges.compactMap(Self.text)
    guard parts.isEmpty else { return parts.joined(separator: "; ") }
    return "no exact count, page fault or switch moved with it: the layout of the code or the "
      + "environment is suspected"
  }

  private static func size(_ row: CompareRow) -> Double {
    guard let ratio = row.ratio, ratio > 0 else { return .infinity }
    return ratio > 1 ? ratio : 1 / ratio
  }

  /// A charge moved where the arms' medians of a batch differ by more than a tenth and by one.
  private static func text(_ charge: Charge) -> String? {
    guard !charge.base.isEmpty, !charge.head.isEmpty else { return nil }
    let base = Statistics.median(charge.base), head = Statistics.median(charge.head)
    guard (head - base).magnitude > max(0.1 * base, 1) else { return nil }
    return "\(charge.name) in a batch \(Display.significant(base)) to \(Display.significant(head))"
  }
}
