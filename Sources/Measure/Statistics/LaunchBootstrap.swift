internal import Glibc
internal import Support

/// A cluster bootstrap: draws launches with replacement, and of each drawn launch its rounds.
struct LaunchBootstrap {
  /// Each launch's log ratios in order, and how likely each is the median of redrawn rounds.
  private let launches: [(sorted: [Double], middles: [Double])]

  private static let count = 1_000
  private static let exactLimit = 500

  init(_ launches: [[Double]]) {
    var middles: [Int: [Double]] = [:]
    self.launches = launches.map { logs in
      let table = middles[logs.count] ?? Self.middles(of: logs.count)
      middles[logs.count] = table
      return (logs.sorted(), table)
    }
  }

  /// The medians of redrawn launches' medians, in order.
  func centers(seed: UInt64) -> [Double] {
    var random = SplitMix64(seed: seed)
    return (0..<Self.count).map { _ in
      Statistics.median(launches.map { _ in median(&random) })
    }.sorted()
  }

  /// The median of the redrawn rounds of a launch drawn at random.
  private func median(_ random: inout SplitMix64) -> Double {
    let launch = launches[Int.random(in: launches.indices, using: &random)]
    let share = Double.random(in: 0..<1, using: &random)
    return launch.sorted[launch.middles.firstIndex { $0 > share } ?? launch.sorted.count - 1]
  }

  /// The distribution of the median's index when an odd number of rounds is drawn from `count` in
  /// order: for each index, the chance that the median lies there or before.
  ///
  /// It does so when most draws do, a binomial probability; one random number then stands for a
  /// whole launch. More rounds than the limit take the normal distribution's word for it.
  static func middles(of count: Int) -> [Double] {
    let draws = count | 1
    guard count <= exactLimit else {
      return (1...count).map { below in
        let distance = Double(below) / Double(count) - 0.5
        return below < count ? 0.5 * erfc(-distance * (2 * Double(draws)).squareRoot()) : 1
      }
    }
    var factorials = [0.0]
    for number in 1...draws { factorials.append(factorials[number - 1] + log(Double(number))) }
    return (1...count).map { below in
      let share = Double(below) / Double(count)
      guard below < count else { return 1 }
      return (draws / 2 + 1...draws).reduce(0) { sum, hits in
        let misses = draws - hits
        let ways = factorials[draws] - factorials[hits] - factorials[misses]
        return sum + exp(ways + Double(hits) * log(share) + Double(misses) * log1p(-share))
      }
    }
  }
}

extension LaunchBootstrap {
  /// The low ends of sign intervals over redrawn launches whose true ratio is 1, in order.
  ///
  /// The draws are smoothed by a triangular kernel of Silverman's width: from eight values alone no
  /// redrawn launch would be worse than the worst that was seen, and the effect that a gate can
  /// see would look smaller than it is. They keep the variance that the kernel adds, because the
  /// launches' spread about their own median understates the spread about the true one.
  static func lowEnds(_ medians: [Double], rank: Int, seed: UInt64) -> [Double] {
    var random = SplitMix64(seed: seed)
    let count = Double(medians.count)
    let center = Statistics.median(medians)
    let offsets = medians.map { $0 - center }
    let variance = offsets.reduce(0) { $0 + $1 * $1 } / max(count - 1, 1)
    let width = 1.06 * pow(count, -0.2)
    let reach = (6 * variance).squareRoot() * width
    return (0..<Self.count).map { _ in
      let redrawn = offsets.map { _ in
        let kernel =
          Double.random(in: -1...1, using: &random)
          + Double.random(in: -1...1, using: &random)
        let offset = offsets[Int.random(in: offsets.indices, using: &random)]
        return offset + reach * kernel / 2
      }
      return redrawn.sorted()[rank - 1]
    }.sorted()
  }
}
