/// The rules of a contest.
package struct ContestPlan: Sendable, Equatable {
  /// Rounds of one batch of every contestant; an exact 99 % interval needs at least 8.
  package var rounds = 40
  /// A batch lasts at least this long, and at least 1,000 clock steps.
  package var minimumBatchNanoseconds: UInt64 = 1_000_000
  /// Warm-up is over when the medians of two windows in a row differ by at most the tolerance.
  package var warmUpWindow = 4
  package var warmUpTolerance = 0.03
  /// The most batches of warm-up for one contestant.
  package var warmUpLimit = 24
  /// The source of the orders of the rounds.
  package var seed: UInt64 = 1
  /// A reading of `Clock.now()` after which no further round starts, nil for none.
  package var deadline: UInt64?
  /// The width of intervals at which the rounds end early, nil for none.
  package var wanted: WantedWidth?

  /// The defaults; set what differs.
  package init() {}
}
