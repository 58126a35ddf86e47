import Testing

import Measure
import Synchronization

@Suite struct WantedWidthTests {
  private func result(_ times: [(String, [UInt64])]) -> ContestResult {
    var result = ContestResult(
      entries: times.map { ContestEntry(id: $0.0) },
      clock: Clock(stepNanoseconds: 1, costNanoseconds: 20), plan: ContestPlan())
    for index in times.indices { result.entries[index].batchNanoseconds = times[index].1 }
    result.completedRounds = times[0].1.count
    return result
  }

  /// Ten samples: the exact 99 % interval runs from the smallest to the largest.
  private static let wide: [UInt64] = [90, 95, 100, 100, 100, 100, 100, 100, 105, 130]

  @Test func theWidestHalfOverItsMiddleCounts() throws {
    let one = result([("a", Self.wide), ("b", Array(repeating: 50, count: 10))])
    let alone = WantedWidth(share: 0.2, ids: ["a", "b"], baseline: nil)
    #expect(try #require(alone.widest(one)) == 0.2)
    #expect(alone.isReached(one))
    #expect(WantedWidth(share: 0.19, ids: ["a"], baseline: nil).isReached(one) == false)
    #expect(WantedWidth(share: 0.01, ids: ["b"], baseline: nil).isReached(one))
  }

  /// Times that rise and fall together have a narrow ratio, and wide intervals of their own.
  @Test func ratiosToTheBaselineCountToo() throws {
    let steady: [UInt64] = Array(repeating: 100, count: 10)
    let both = result([("a", steady), ("b", Self.wide)])
    let wanted = WantedWidth(share: 0.2, ids: ["a", "b"], baseline: "a")
    let widest = try #require(wanted.widest(both))
    #expect((widest - 0.2).magnitude < 1e-9)
    let inverse = result([("a", Self.wide), ("b", steady)])
    let ratio = try #require(WantedWidth(share: 1, ids: ["a", "b"], baseline: "a").widest(inverse))
    #expect((ratio - (100.0 / 90 - 100.0 / 130) / 2).magnitude < 1e-9 || ratio == 0.2)
  }

  @Test func tooFewRoundsAndFailedContestantsSayNothing() {
    let few = result([("a", Array(repeating: 50, count: 9))])
    let wanted = WantedWidth(share: 0.5, ids: ["a", "b"], baseline: "b")
    #expect(!wanted.isReached(few))
    #expect(!wanted.isReached(result([("a", Array(repeating: 50, count: 12))])), "between checks")
    var failed = result([("a", Self.wide)])
    failed.entries[0].failure = .environment("gone")
    #expect(wanted.widest(failed) == nil && !wanted.isReached(failed))
  }

  @Test func aContestEndsWhenItsIntervalsAreNarrow() {
    var plan = ContestPlan()
    plan.rounds = 37
    plan.minimumBatchNanoseconds = 1_000
    plan.wanted = WantedWidth(share: 1e9, ids: ["a"], baseline: nil)
    let sink = Mutex(0)
    let work = Contestant(
      id: "a", ready: { _ in },
      run: { count in for _ in 0..<count { sink.withLock { $0 &+= 1 } } })
    let early = Contest([work], plan: plan).run()
    #expect(early.ending == .narrow && early.completedRounds == WantedWidth.firstRound)
    #expect(early.entries[0].batchNanoseconds.count == WantedWidth.firstRound)
    plan.wanted?.share = 0
    let whole = Contest([work], plan: plan).run()
    #expect(whole.completedRounds == 37 || whole.ending == .narrow)
  }
}
