/// The measurements of a contest: whole rounds only, every sample kept, nothing subtracted.
package struct ContestResult: Sendable {
  /// The end of a contest.
  package enum Ending: Sendable {
    case finished, interrupted, deadline
    /// Every interval was as narrow as wanted.
    case narrow
  }

  /// The entries, in the order of the contestants.
  package var entries: [ContestEntry]
  /// The time of the canary in each round: a fixed chain of dependent integer operations.
  package var canaryNanoseconds: [UInt64] = []
  /// The canary's place in each round.
  package var canarySlots: [Int] = []
  /// Rounds in which every contestant had its batch.
  package var completedRounds = 0
  package var ending = Ending.finished
  /// The clock as measured at the beginning.
  package let clock: Clock
  /// The plan that was followed.
  package let plan: ContestPlan

  /// A contest before its first round.
  package init(entries: [ContestEntry], clock: Clock, plan: ContestPlan) {
    self.entries = entries
    self.clock = clock
    self.plan = plan
  }

  /// The entry of a contestant.
  package func entry(_ id: String) -> ContestEntry? { entries.first { $0.id == id } }
}
