/// A median with its exact sign-test interval and the samples' 5th and 95th percentiles.
///
/// The interval assumes nothing about the shape of the distribution, only that the samples are
/// independent draws: it runs from the k-th smallest to the k-th largest, with the largest k whose
/// binomial level is at least the requested one. Batches of one process share its memory layout and
/// are no independent draws of what a new process would measure; over several launches the draws
/// are the launches.
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
  package let launchCount: Int

  /// The level below which an interval decides nothing; the fewest draws that reach it are 8.
  package static let sureLevel = 0.99

  /// Summarises samples of one launch at a confidence level.
  package init(_ samples: [Double], level: Double = sureLevel) {
    self.init(launches: [samples], level: level)
  }

  /// Summarises samples of one or more launches at a confidence level.
  ///
  /// Over several the median is that of the launches' medians, and the interval is the wider, at
  /// each end, of two: the sign interval over the launches, and the percentile interval of a
  /// bootstrap from `seed` that draws launches and then samples.
  package init(launches: [[Double]], level wanted: Double = sureLevel, seed: UInt64 = 1) {
    let all = launches.flatMap(\.self).sorted()
    precondition(!all.isEmpty, "an estimate needs a sample")
    let draws = launches.count > 1 ? launches.map(Statistics.median).sorted() : all
    let interval = SignInterval(count: draws.count, level: wanted)
    median = Statistics.quantile(sorted: draws, 0.5)
    p5 = Statistics.quantile(sorted: all, 0.05)
    p95 = Statistics.quantile(sorted: all, 0.95)
    count = all.count
    launchCount = launches.count
    level = interval.level
    guard draws.count > 1 else {
      low = nil
      high = nil
      return
    }
    let ends = (draws[interval.rank - 1], draws[draws.count - interval.rank])
    guard launches.count > 1 else {
      (low, high) = ends
      return
    }
    let centers = LaunchBootstrap(launches).centers(seed: seed)
    let tail = (1 - wanted) / 2
    low = min(ends.0, Statistics.quantile(sorted: centers, tail))
    high = max(ends.1, Statistics.quantile(sorted: centers, 1 - tail))
  }

  /// Whether the interval has the level at which it may decide.
  package var isSure: Bool { low != nil && level >= Self.sureLevel }
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
