internal import Glibc

/// The signals that moved with a time: the most telling first, or a sentence that none did.
package struct GateExplanation {
  /// What the kernel charged, or a counter counted, in each arm's batches.
  package struct Charge {
    /// "page faults", "switches", "instructions".
    package let name: String
    package let base: [Double]
    package let head: [Double]

    package init(_ name: String, base: [Double], head: [Double]) {
      self.name = name
      self.base = base
      self.head = head
    }
  }

  /// The head's time over the base's.
  package var timeRatio: Double?
  /// The rows of the cell's exact counts.
  package var counts: [CompareRow] = []
  /// What the kernel charged for the timed batches.
  package var charges: [Charge] = []
  /// What counters counted in a few batches after the timing.
  package var counters: [Charge] = []
  /// Why nothing was counted; empty otherwise.
  package var trouble = ""

  package init() {}

  /// The moved signals in words: exact counts, larger changes first; then charges and counters, the
  /// nearer to the time's own change the sooner.
  package var text: String {
    let exact = counts.filter { $0.verdict != .equivalent }
      .sorted { Self.size($0) > Self.size($1) }
      .map { "\($0.metric) \($0.baseValue.field) to \($0.headValue.field)" }
    let charged = charges.compactMap { Moved($0, least: 0.1) }
    let counted = counters.compactMap { Moved($0, least: Self.leastCounted, mustBeApart: true) }
    let others = (charged + counted).sorted { distance($0) < distance($1) }.map(\.text)
    let parts = exact + others
    let ending = trouble.isEmpty ? "" : " (no counters: \(trouble))"
    guard parts.isEmpty else { return parts.joined(separator: "; ") + ending }
    return "no exact count, counter, page fault or switch moved with it: the layout of the code "
      + "or the environment is suspected" + ending
  }

  /// The least change of a counter that is told, as a share.
  private static let leastCounted = 0.02

  private static func size(_ row: CompareRow) -> Double {
    guard let ratio = row.ratio, ratio > 0 else { return .infinity }
    return ratio > 1 ? ratio : 1 / ratio
  }

  /// How far a signal's change is from the time's own, as a logarithm.
  private func distance(_ moved: Moved) -> Double {
    guard let timeRatio, timeRatio > 0, moved.base > 0, moved.head > 0 else { return .infinity }
    return abs(log(moved.head / moved.base) - log(timeRatio))
  }
}

/// A charge whose medians of a batch differ.
private struct Moved {
  let name: String
  let base: Double
  let head: Double

  /// Nil where the medians differ by less than the share `least` or by less than one, or, where the
  /// arms must lie apart, where their batches overlap.
  init?(_ charge: GateExplanation.Charge, least: Double, mustBeApart: Bool = false) {
    guard let lowBase = charge.base.min(), let highBase = charge.base.max(),
      let lowHead = charge.head.min(), let highHead = charge.head.max()
    else { return nil }
    name = charge.name
    base = Statistics.median(charge.base)
    head = Statistics.median(charge.head)
    guard (head - base).magnitude > max(least * base, 1) else { return nil }
    if mustBeApart, lowHead <= highBase, lowBase <= highHead { return nil }
  }

  var text: String {
    "\(name) in a batch \(Display.significant(base)) to \(Display.significant(head))"
  }
}
