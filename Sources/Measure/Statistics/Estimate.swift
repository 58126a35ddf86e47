/// A median with its exact sign-test interval and the samples' 5th and 95th percentiles.
///
/// The interval assumes nothing about the shape of the distribution, only that the samples are
/// independent draws: it runs from the k-th smallest to the k-th largest, with the largest k whose
/// binomial level is at least the requested one.
package struct Estimate: Sendable, Equatable {
  package let median: Double
  /// The interval's ends, nil for a single sample.
  package let low: Double?
  package let high: Double?
  /// The interval's actual level; below the requested one when there are too few samples.
  package let level: Double
  package let p5: Double
  package let p95: Double
  package let count: Int

  /// Summarises samples at a confidence level.
  package init(_ samples: [Double], level: Double = 0.99) {
    precondition(!samples.isEmpty, "an estimate needs a sample")
    let sorted = samples.sorted()
    let interval = SignInterval(count: sorted.count, level: level)
    median = Statistics.quantile(sorted: sorted, 0.5)
    p5 = Statistics.quantile(sorted: sorted, 0.05)
    p95 = Statistics.quantile(sorted: sorted, 0.95)
    count = sorted.count
    self.level = interval.level
    low = sorted.count > 1 ? sorted[interval.rank - 1] : nil
    high = sorted.count > 1 ? sorted[sorted.count - interval.rank] : nil
  }
}

/// The order statistics that bound the median of `count` samples.
package struct SignInterval: Equatable {
  /// The ends' rank: from the `rank`-th smallest to the `rank`-th largest, counted from one.
  package let rank: Int
  /// The chance that both ends enclose the median: `1 - 2 · P(Binomial(count, ½) < rank)`.
  package let level: Double

  /// Finds the largest rank that has the level; rank 1 when none has.
  package init(count: Int, level wanted: Double) {
    var rank = 1
    var below = SignInterval.probability(count, 0)
    while 2 * rank + 1 < count {
      let next = below + SignInterval.probability(count, rank)
      if 1 - 2 * next < wanted { break }
      below = next
      rank += 1
    }
    self.rank = rank
    level = max(0, 1 - 2 * below)
  }

  /// `choose(count, successes) / 2^count`, by factors that never leave the range of a Double.
  static func probability(_ count: Int, _ successes: Int) -> Double {
    let chosen = min(successes, count - successes)
    var value = 1.0
    var halvings = count
    for index in 0..<chosen {
      value = value * Double(count - index) / Double(index + 1)
      while value > 1, halvings > 0 {
        value /= 2
        halvings -= 1
      }
    }
    while halvings > 0, value > 0 {
      let step = min(halvings, 500)
      value = Double(sign: .plus, exponent: -step, significand: value)
      halvings -= step
    }
    return value
  }
}
