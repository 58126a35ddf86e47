internal import Glibc

/// The exact interval of a share from counted successes, by Clopper and Pearson (1934): at least
/// the level, whatever the true share.
package struct BinomialInterval: Equatable, Sendable {
  package let low: Double
  package let high: Double

  /// The interval after `successes` of `count` trials.
  package init(_ successes: Int, of count: Int, level: Double = 0.95) {
    precondition(count > 0 && (0...count).contains(successes), "successes are some of the trials")
    let tail = (1 - level) / 2
    low =
      successes == 0
      ? 0 : Self.share { 1 - Self.atMost(successes - 1, count, $0) < tail }
    high = successes == count ? 1 : Self.share { Self.atMost(successes, count, $0) > tail }
  }

  /// The share at which a condition that holds below it ends.
  private static func share(where holds: (Double) -> Bool) -> Double {
    var low = 0.0, high = 1.0
    for _ in 0..<60 {
      let middle = (low + high) / 2
      if holds(middle) { low = middle } else { high = middle }
    }
    return (low + high) / 2
  }

  /// The chance of at most so many successes at a true share.
  private static func atMost(_ successes: Int, _ count: Int, _ share: Double) -> Double {
    guard share > 0 else { return 1 }
    guard share < 1 else { return successes >= count ? 1 : 0 }
    let all: Double = lgamma(Double(count) + 1)
    return (0...successes).reduce(0) { sum, hits in
      let misses = count - hits
      let ways: Double = all - lgamma(Double(hits) + 1) - lgamma(Double(misses) + 1)
      return sum + exp(ways + Double(hits) * log(share) + Double(misses) * log1p(-share))
    }
  }
}
