/// What a contest measured: whole rounds only, every sample kept, nothing subtracted.
package struct ContestResult: Sendable {
  /// Why a contest ended.
  package enum Ending: Sendable {
    case finished, interrupted, deadline
  }

  /// In the order of the contestants.
  package internal(set) var entries: [ContestEntry]
  /// A fixed chain of dependent integer operations, once a round: the machine's own pulse.
  package internal(set) var canaryNanoseconds: [UInt64] = []
  /// The canary's place in each round.
  package internal(set) var canarySlots: [Int] = []
  /// Rounds in which every contestant had its batch.
  package internal(set) var completedRounds = 0
  package internal(set) var ending = Ending.finished
  /// The clock as it was measured at the beginning.
  package let clock: Clock
  /// The plan that was followed.
  package let plan: ContestPlan

  /// The entry of a contestant.
  package func entry(_ id: String) -> ContestEntry? { entries.first { $0.id == id } }
}

/// One contestant's measurements, one element per round.
package struct ContestEntry: Sendable {
  package let id: String
  /// Iterations in each batch; the same in every round.
  package internal(set) var iterations = 0
  /// Whether the two readings that ended the calibration agreed.
  package internal(set) var calibrationAgreed = false
  /// Batches of warm-up, and whether the last two windows agreed.
  package internal(set) var warmUpBatches = 0
  package internal(set) var warmedUp = false
  /// How long each batch took.
  package internal(set) var batchNanoseconds: [UInt64] = []
  /// How long the same way in and out took without work.
  package internal(set) var overheadNanoseconds: [UInt64] = []
  /// The place of each batch in its round, the canary's counted.
  package internal(set) var slots: [Int] = []
  /// What the batch's threads used.
  package internal(set) var usage: [ResourceUsage] = []
  /// Why the contestant left the contest; it then has no samples.
  package internal(set) var failure: WorkError?

  init(id: String) { self.id = id }

  mutating func keep(rounds: Int) {
    batchNanoseconds = Array(batchNanoseconds.prefix(rounds))
    overheadNanoseconds = Array(overheadNanoseconds.prefix(rounds))
    slots = Array(slots.prefix(rounds))
    usage = Array(usage.prefix(rounds))
  }
}
