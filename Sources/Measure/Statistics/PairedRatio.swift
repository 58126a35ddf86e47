internal import Glibc
internal import Support

/// The ratio of two contestants' times, round by round: median of the log ratios, exponentiated.
///
/// Both batches of a pair ran within the same round, so that what slowed one down slowed the other.
/// Over several launches it is the median of the launches' medians, with an interval over launches.
package struct PairedRatio: Sendable, Equatable {
  /// First over second: above 1 when the first takes longer.
  package let ratio: Double
  package let low: Double?
  package let high: Double?
  package let level: Double
  package let pairCount: Int
  package let launchCount: Int
  /// Whether the interval has the level at which it may decide.
  package let isSure: Bool
  private let launches: [[Double]]

  /// Pairs the two sequences of one launch element by element; every value must be above zero.
  package init(_ numerators: [Double], over denominators: [Double]) {
    self.init(launches: [numerators], over: [denominators])
  }

  /// Pairs the sequences of each launch element by element; every value must be above zero.
  package init(launches numerators: [[Double]], over denominators: [[Double]]) {
    precondition(numerators.count == denominators.count, "both sides have the same launches")
    launches = zip(numerators, denominators).map(Self.logs)
    let estimate = Estimate(launches: launches)
    ratio = exp(estimate.median)
    low = estimate.low.map { exp($0) }
    high = estimate.high.map { exp($0) }
    level = estimate.level
    isSure = estimate.isSure
    pairCount = estimate.count
    launchCount = estimate.launchCount
  }

  private static func logs(_ numerators: [Double], _ denominators: [Double]) -> [Double] {
    precondition(numerators.count == denominators.count, "pairs come from the same rounds")
    return zip(numerators, denominators).map { above, below in
      precondition(above > 0 && below > 0, "a paired time is above zero")
      return log(above / below)
    }
  }

  /// The smallest true change that four of five such runs would call a regression at a threshold:
  /// the 80th percentile, over resampled rounds or launches, of the interval's shortfall to the
  /// threshold.
  package func minimumDetectableEffect(threshold: Double, seed: UInt64) -> Double {
    guard launches.count == 1 else {
      return LaunchEstimate(launches, level: Estimate.sureLevel, seed: seed)
        .minimumDetectableEffect(leastChange: threshold, seed: seed) ?? .infinity
    }
    var random = SplitMix64(seed: seed)
    let logs = launches[0]
    let center = Statistics.median(logs)
    let lacks = (0..<200).map { _ in
      let resample = logs.map { _ in (logs.randomElement(using: &random) ?? center) - center }
      let estimate = Estimate(resample)
      return log1p(threshold) - (estimate.low ?? estimate.median)
    }
    return expm1(Statistics.quantile(lacks, 0.8))
  }
}
