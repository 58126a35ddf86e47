import Glibc
import Support
import Testing

import Measure

/// `choose(n, k)` for all k, by Pascal's rule in whole numbers.
private func pascalRow(_ n: Int) -> [UInt64] {
  (0..<n).reduce(into: [UInt64(1)]) { row, _ in
    row = [1] + zip(row, row.dropFirst()).map { $0 + $1 } + [1]
  }
}

@Suite struct StatisticsTests {
  @Test(arguments: 0..<40)
  func quantilesMatchTheSortedDefinition(seed: Int) {
    var random = SplitMix64(seed: UInt64(seed))
    let count = Int.random(in: 1...30, using: &random)
    let values = (0..<count).map { _ in Double.random(in: -5...5, using: &random) }
    let sorted = values.sorted()
    let middle = (sorted[(count - 1) / 2] + sorted[count / 2]) / 2
    #expect(abs(Statistics.median(values) - middle) < 1e-12, "seed \(seed)")
    #expect(Statistics.quantile(values, 0) == sorted[0])
    #expect(Statistics.quantile(values, 1) == sorted[count - 1])
  }

  @Test func percentilesInterpolateBetweenNeighbours() {
    // R: quantile(c(1, 2, 4, 8, 16), c(.05, .95)) gives 1.2 and 14.4.
    let estimate = Estimate([16, 1, 8, 2, 4])
    #expect(abs(estimate.p5 - 1.2) < 1e-12 && abs(estimate.p95 - 14.4) < 1e-12)
  }

  @Test(arguments: 1...60)
  func signIntervalMatchesPascalsTriangle(count: Int) {
    let row = pascalRow(count)
    let total = pow(2, Double(count))
    for wanted in [0.5, 0.9, 0.95, 0.99, 0.999] {
      let interval = SignInterval(count: count, level: wanted)
      func level(_ rank: Int) -> Double {
        1 - 2 * Double(row.prefix(rank).reduce(0, +)) / total
      }
      #expect(abs(interval.level - max(0, level(interval.rank))) < 1e-9)
      if level(1) >= wanted { #expect(interval.level >= wanted) }
      if 2 * (interval.rank + 1) <= count { #expect(level(interval.rank + 1) < wanted) }
      #expect(2 * interval.rank <= count + 1)
    }
  }

  @Test func signIntervalHasTheTextbookRanks() {
    // Forty rounds: from the 12th to the 29th at 99.4 %. Eight
    // launches: from the first to the last.
    let forty = SignInterval(count: 40, level: 0.99)
    #expect(forty.rank == 12 && abs(forty.level - 0.99356) < 1e-4)
    let eight = SignInterval(count: 8, level: 0.99)
    #expect(eight.rank == 1 && abs(eight.level - (1 - 2.0 / 256)) < 1e-12)
  }

  @Test func signIntervalOfManySamplesStaysFinite() {
    let interval = SignInterval(count: 20_000, level: 0.99)
    let normal = 10_000 - 2.5758 * sqrt(20_000) / 2
    #expect(abs(Double(interval.rank) - normal) < 2)
    #expect(interval.level >= 0.99 && interval.level < 0.9905)
  }

  @Test func theIntervalCoversTheMedianAsOftenAsItSays() {
    // Skewed draws with a known median of ln 2; 2,000 experiments of 20 samples.
    var random = SplitMix64(seed: 11)
    var covered = 0
    for _ in 0..<2_000 {
      let samples = (0..<20).map { _ in -log(Double.random(in: 1e-9..<1, using: &random)) }
      let estimate = Estimate(samples, level: 0.9)
      if let low = estimate.low, let high = estimate.high, low <= log(2), log(2) <= high {
        covered += 1
      }
    }
    let level = SignInterval(count: 20, level: 0.9).level
    #expect(abs(Double(covered) / 2_000 - level) < 0.02, "\(covered) of 2000 at \(level)")
  }

  @Test func tooFewSamplesSayTheLevelTheyReach() {
    let four = Estimate([3, 1, 2, 9])
    #expect(four.low == 1 && four.high == 9 && four.level == 0.875)
    let one = Estimate([5])
    #expect(one.low == nil && one.high == nil && one.level == 0 && one.median == 5)
  }

  @Test func noSampleIsDropped() {
    let samples = [Double](repeating: 1, count: 9) + [1e9]
    #expect(Estimate(samples).high == 1e9 || Estimate(samples).p95 > 1e6)
    #expect(Estimate(samples).count == 10)
  }

  @Test(arguments: 0..<20)
  func aPairedRatioIgnoresWhatBothSidesShare(seed: Int) throws {
    var random = SplitMix64(seed: UInt64(seed))
    // The machine drifts up to a hundredfold; the contestants stay at exactly 3 to 2.
    let moods = (0..<40).map { _ in Double.random(in: 1...100, using: &random) }
    let ratio = PairedRatio(moods.map { 3 * $0 }, over: moods.map { 2 * $0 })
    #expect(abs(ratio.ratio - 1.5) < 1e-9)
    #expect(abs(try #require(ratio.low) - 1.5) < 1e-9)
    #expect(abs(try #require(ratio.high) - 1.5) < 1e-9)
    #expect(ratio.pairCount == 40)
  }

  @Test(arguments: 0..<10)
  func aPairedRatioInvertsExactly(seed: Int) throws {
    var random = SplitMix64(seed: UInt64(seed))
    let a = (0..<31).map { _ in Double.random(in: 1...9, using: &random) }
    let b = (0..<31).map { _ in Double.random(in: 1...9, using: &random) }
    let forward = PairedRatio(a, over: b)
    let backward = PairedRatio(b, over: a)
    #expect(abs(forward.ratio * backward.ratio - 1) < 1e-9)
    #expect(abs(try #require(forward.low) * (try #require(backward.high)) - 1) < 1e-9)
  }

  @Test func minimumDetectableEffectGrowsWithTheNoise() {
    func effect(_ noise: Double) -> Double {
      var random = SplitMix64(seed: 5)
      let base = [Double](repeating: 1, count: 40)
      let head = base.map { $0 * (1 + Double.random(in: -noise...noise, using: &random)) }
      return PairedRatio(head, over: base).minimumDetectableEffect(threshold: 0.05, seed: 1)
    }
    #expect(abs(effect(0) - 0.05) < 1e-9)
    #expect(effect(0.02) > 0.05 && effect(0.02) < effect(0.2))
  }
}

@Suite struct ClockTests {
  @Test func theClockNeverGoesBackAndHasAStep() {
    let clock = Clock.measured()
    #expect(clock.stepNanoseconds >= 1 && clock.costNanoseconds > 0)
    let readings = (0..<1_000).map { _ in Clock.now() }
    #expect(readings == readings.sorted())
  }

  @Test func utcHasTheShapeThatResultsNeed() {
    #expect(ColumnType.time.accepts(Clock.utc()), "\(Clock.utc())")
    #expect(!ColumnType.time.accepts("2026-11-20 09:30:00"))
  }
}

@Suite struct DigestBuilderTests {
  @Test(arguments: [0, 1, 7, 240, 241, 255, 256, 1024, 5000])
  func piecesGiveTheDigestOfTheWhole(count: Int) {
    let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 31) }
    for cut in [0, 1, count / 3, count] where cut <= count {
      var builder = DigestBuilder()
      builder.update(Array(bytes[..<cut]))
      builder.update(Array(bytes[cut...]))
      #expect(builder.finish() == Digest(of: bytes))
    }
  }

  @Test func numbersAreEightBytesLowestFirst() {
    var builder = DigestBuilder()
    builder.update(0x0102_0304_0506_0708)
    #expect(builder.finish() == Digest(of: [8, 7, 6, 5, 4, 3, 2, 1]))
  }

  @Test func anEmptyDigestIsThePublishedOne() {
    // XXH3-128 of the empty input with seed 0, from the xxHash project's sanity tables.
    let digest = DigestBuilder().finish()
    #expect(digest.description == "99aa06d3014798d86001c324468d497f")
  }

  /// Values by hand: with no success the upper end solves (1 - p)^n = 0.025, with nothing but
  /// successes the lower end solves p^n = 0.025; 5 of 10 is in Clopper and Pearson's table.
  @Test(arguments: [
    (0, 300, 0, 0.012221), (30, 30, 0.884297, 1), (5, 10, 0.187086, 0.812914), (0, 1, 0, 0.975),
  ])
  func sharesHaveTheirExactInterval(successes: Int, count: Int, low: Double, high: Double) {
    let interval = BinomialInterval(successes, of: count)
    #expect(abs(interval.low - low) < 1e-5 && abs(interval.high - high) < 1e-5, "\(interval)")
  }
}
