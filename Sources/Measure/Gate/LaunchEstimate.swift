internal import Glibc

/// The ratio of two arms' times over several launches: the median of the launches' median log
/// ratios, exponentiated.
///
/// The interval is that of an `Estimate` over launches.
package struct LaunchEstimate: Sendable, Equatable {
  package let ratio: Double
  /// The interval's ends, nil for a single launch.
  package let low: Double?
  package let high: Double?
  /// The sign interval's actual level; below the requested one when there are too few launches.
  package let level: Double
  package let launchCount: Int
  package let pairCount: Int
  let medians: [Double]
  /// How far the interval was widened below the sign interval's end, as a logarithm.
  private let widening: Double

  /// Estimates from each launch's log ratios, one a round.
  init(_ launches: [[Double]], level wanted: Double, seed: UInt64) {
    precondition(!launches.isEmpty, "an estimate needs a launch")
    medians = launches.map(Statistics.median)
    launchCount = launches.count
    pairCount = launches.map(\.count).reduce(0, +)
    let sign = Estimate(medians, level: wanted)
    ratio = exp(sign.median)
    level = sign.level
    guard launches.count > 1 else {
      low = nil
      high = nil
      widening = 0
      return
    }
    let estimate = Estimate(launches: launches, level: wanted, seed: seed)
    low = estimate.low.map { exp($0) }
    high = estimate.high.map { exp($0) }
    widening = max(0, (sign.low ?? 0) - (estimate.low ?? 0))
  }

  /// Half the interval's width, as the logarithm of a ratio; infinite for a single launch.
  var halfWidth: Double {
    guard let low, let high else { return .infinity }
    return log(high / low) / 2
  }

  /// Whether the interval lies on one side of 1.
  var excludesOne: Bool { (low ?? 0) > 1 || (high ?? .infinity) < 1 }

  /// The smallest true change that four of five such gates would call a regression: the 80th
  /// percentile, over redrawn launches, of the interval's shortfall to the least change that
  /// matters. Nil for a single launch.
  func minimumDetectableEffect(leastChange: Double, seed: UInt64) -> Double? {
    guard low != nil else { return nil }
    let rank = SignInterval(count: launchCount, level: level).rank
    let lows = LaunchBootstrap.lowEnds(medians, rank: rank, seed: seed)
    return expm1(log1p(leastChange) + widening - Statistics.quantile(sorted: lows, 0.2))
  }
}
