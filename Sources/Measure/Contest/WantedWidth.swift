/// The width at which the rounds of a contest may end: that of every interval.
package struct WantedWidth: Sendable, Equatable {
  /// Half an interval over its middle value, at most.
  package var share: Double
  /// The contestants with intervals that count.
  package var ids: [String]
  /// The contestant that the others are compared with; their ratios' intervals count too.
  package var baseline: String?

  /// States a width.
  package init(share: Double, ids: [String], baseline: String?) {
    self.share = share
    self.ids = ids
    self.baseline = baseline
  }

  /// The rounds before the first check, which an exact 99 % interval needs, and between checks.
  package static let firstRound = 10
  static let roundStep = 5

  /// Whether the rounds may end here; intervals are looked at every few rounds only.
  package func isReached(_ result: ContestResult) -> Bool {
    let rounds = result.completedRounds
    guard rounds >= Self.firstRound, rounds % Self.roundStep == 0 else { return false }
    return widest(result).map { $0 <= share } ?? false
  }

  /// The widest of the intervals, as half of it over its middle value; nil where there is none.
  package func widest(_ result: ContestResult) -> Double? {
    var times: [(id: String, values: [Double])] = []
    for id in ids {
      guard let entry = result.entry(id), entry.failure == nil, !entry.batchNanoseconds.isEmpty
      else { continue }
      times.append((id, entry.batchNanoseconds.map { Double(max($0, 1)) }))
    }
    let base = times.first { $0.id == baseline }?.values
    var widths = times.compactMap { Self.width(Estimate($0.values)) }
    if let base {
      for (id, values) in times where id != baseline {
        let ratio = PairedRatio(values, over: base)
        if let low = ratio.low, let high = ratio.high {
          widths.append((high - low) / 2 / ratio.ratio)
        }
      }
    }
    return widths.max()
  }

  private static func width(_ estimate: Estimate) -> Double? {
    guard let low = estimate.low, let high = estimate.high else { return nil }
    return (high - low) / 2 / estimate.median
  }
}
