internal import Counters
internal import Glibc

extension ContestReport {
  /// The cell against its baseline sibling, paired by round.
  func comparison(_ cell: CellReport) -> [CompareRow] {
    guard let baseID = cell.baselineCellID, baseID != cell.keys.cellID else { return [] }
    var row = CompareRow()
    row.keys = cell.executedKeys
    row.metric = "time"
    row.unit = "ns/op"
    row.baseCellID = baseID
    row.threshold = threshold
    let base = cells.first { $0.keys.cellID == baseID }
    guard let base, base.status == .ok, cell.status == .ok,
      let times = pace(cell.keys.cellID, cell.facts, byBytes: false),
      let baseTimes = pace(baseID, base.facts, byBytes: false)
    else {
      row.verdict = Self.withheld(base, cell)
      row.verdictReason = base == nil ? "the baseline was not measured" : "no number to compare"
      return [row]
    }
    let ratio = PairedRatio(launches: times, over: baseTimes)
    row.baseValue = Statistics.median(baseTimes.map(Statistics.median))
    row.headValue = Statistics.median(times.map(Statistics.median))
    row.ratio = ratio.ratio
    row.ratioLow = ratio.low
    row.ratioHigh = ratio.high
    row.level = ratio.level
    row.minimumDetectable = ratio.minimumDetectableEffect(
      threshold: threshold, seed: launches[0].plan.seed)
    row.launchCount = ratio.launchCount
    row.pairCount = ratio.pairCount
    row.verdict =
      ratio.isSure
      ? Verdict(low: ratio.low, high: ratio.high, threshold: threshold) : .inconclusive
    row.verdictReason = Self.reason(ratio)
    row.explainedBy = Self.differences(base.facts, cell.facts)
    if row.verdict == .inconclusive { row.noiseCause = noiseCause(cell.keys.cellID) }
    return [row]
  }

  private static func reason(_ ratio: PairedRatio) -> String {
    let isOne = ratio.launchCount == 1
    guard ratio.isSure else {
      let found = isOne ? "\(ratio.pairCount) rounds" : "\(ratio.launchCount) launches"
      return "\(found): an interval that may decide needs 8"
    }
    return isOne
      ? "one launch: carries the bias of one memory layout"
      : "the median of \(ratio.launchCount) launches"
  }

  private static func withheld(_ base: CellReport?, _ cell: CellReport) -> Verdict {
    let unproved: [RowStatus] = [.mismatch, .unverified]
    let statuses = [base?.status, cell.status].compactMap { $0 }
    return statuses.contains(where: unproved.contains) ? .unverified : .notComparable
  }

  /// Exact counts that differ between the two: a difference that timing noise can't make.
  private static func differences(_ base: WorkFacts, _ head: WorkFacts) -> String {
    head.exact.compactMap { fact in
      guard let other = base.exact.first(where: { $0.metric == fact.metric }),
        other.value != fact.value
      else { return nil }
      return "\(fact.metric) \(other.value.field) to \(fact.value.field) \(fact.unit)"
    }.joined(separator: "; ")
  }

  /// The largest sign of disturbance in the contest, empty when there is none.
  private func noiseCause(_ id: String) -> String {
    let canary = Estimate(launches.flatMap(\.canaryNanoseconds).map { Double($0) })
    // A clock of coarse steps may see no time pass.
    if canary.median > 0, canary.p95 > (1 + threshold) * canary.median {
      let percent = Int(clamped: (canary.p95 / canary.median - 1) * 100)
      return "canary: its 95th percentile lies \(percent) % above its median"
    }
    let switches = entries(id).flatMap(\.usage).reduce(0) { $0 + $1.involuntarySwitches }
    return switches > 0 ? "\(switches) involuntary switches" : ""
  }
}

extension Verdict {
  /// Decides by the position of a ratio's whole interval; a slowdown lies above 1 + threshold.
  package init(low: Double?, high: Double?, threshold: Double) {
    guard let low, let high else {
      self = .inconclusive
      return
    }
    let bound = 1 + threshold
    if low > bound {
      self = .regression
    } else if high < 1 / bound {
      self = .improvement
    } else if low > 1 / bound, high < bound {
      self = .equivalent
    } else {
      self = .inconclusive
    }
  }
}
