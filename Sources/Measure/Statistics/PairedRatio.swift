internal import Glibc
internal import Support

/// The ratio of two contestants' times, round by round: median of the log ratios, exponentiated.
///
/// Both batches of a pair ran within the same round, so that what slowed one down slowed the other.
package struct PairedRatio: Sendable, Equatable {
  /// First over second: above 1 when the first takes longer.
  package let ratio: Double
  package let low: Double?
  package let high: Double?
  package let level: Double
  package let pairCount: Int
  private let logs: [Double]

  /// Pairs the two sequences element by element; every value must be above zero.
  package init(_ numerators: [Double], over denominators: [Double], level: Double = 0.99) {
    precondition(numerators.count == denominators.count, "pairs come from the same rounds")
    logs = zip(numerators, denominators).map { above, below in
      precondition(above > 0 && below > 0, "a paired time is above zero")
      return log(above / below)
    }
    let estimate = Estimate(logs, level: level)
    ratio = exp(estimate.median)
    low = estimate.low.map { exp($0) }
    high = estimate.high.map { exp($0) }
    self.level = estimate.level
    pairCount = logs.count
  }

  /// The smallest true change that four of five such runs would call a regression at a threshold:
  /// the 80th percentile, over resampled rounds, of the interval's shortfall to the threshold.
  package func minimumDetectableEffect(threshold: Double, seed: UInt64) -> Double {
    var random = SplitMix64(seed: seed)
    let center = Statistics.median(logs)
    let lacks = (0..<200).map { _ in
      let resample = logs.map { _ in (logs.randomElement(using: &random) ?? center) - center }
      let estimate = Estimate(resample)
      return log1p(threshold) - (estimate.low ?? estimate.median)
    }
    return expm1(Statistics.quantile(lacks, 0.8))
  }
}
