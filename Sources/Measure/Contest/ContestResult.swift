package import Counters

/// What a contest measured: whole rounds only, every sample kept, nothing subtracted.
package struct ContestResult: Sendable {
  /// Why a contest ended.
  package enum Ending: Sendable {
    case finished, interrupted, deadline
  }

  /// In the order of the contestants.
  package var entries: [ContestEntry]
  /// A fixed chain of dependent integer operations, once a round: the machine's own pulse.
  package var canaryNanoseconds: [UInt64] = []
  /// The canary's place in each round.
  package var canarySlots: [Int] = []
  /// Rounds in which every contestant had its batch.
  package var completedRounds = 0
  package var ending = Ending.finished
  /// The clock as it was measured at the beginning.
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

/// One contestant's measurements, one element per round.
package struct ContestEntry: Sendable {
  /// The contestant's.
  package let id: String
  /// Iterations in each batch; the same in every round.
  package var iterations = 0
  /// Whether the two readings that ended the calibration agreed.
  package var calibrationAgreed = false
  /// Batches of warm-up, and whether the last two windows agreed.
  package var warmUpBatches = 0
  package var warmedUp = false
  /// How long each batch took.
  package var batchNanoseconds: [UInt64] = []
  /// How long the same way in and out took without work.
  package var overheadNanoseconds: [UInt64] = []
  /// The place of each batch in its round, the canary's counted.
  package var slots: [Int] = []
  /// What the batch's threads used.
  package var usage: [ResourceUsage] = []
  /// Why the contestant left the contest; it then has no samples.
  package var failure: WorkError?

  /// Nothing measured yet.
  package init(id: String) { self.id = id }

  mutating func keep(rounds: Int) {
    batchNanoseconds = Array(batchNanoseconds.prefix(rounds))
    overheadNanoseconds = Array(overheadNanoseconds.prefix(rounds))
    slots = Array(slots.prefix(rounds))
    usage = Array(usage.prefix(rounds))
  }
}
