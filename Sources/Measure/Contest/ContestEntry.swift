package import Counters

/// One contestant's measurements, one element per round.
package struct ContestEntry: Sendable {
  /// The contestant's id.
  package let id: String
  /// Iterations in each batch; the same in every round.
  package var iterations = 0
  /// Whether the two readings that ended the calibration agreed.
  package var calibrationAgreed = false
  /// Batches of warm-up, and whether the last two windows agreed.
  package var warmUpBatches = 0
  package var warmedUp = false
  /// The time of each batch.
  package var batchNanoseconds: [UInt64] = []
  /// The time of each empty batch: the cost of the harness without work.
  package var overheadNanoseconds: [UInt64] = []
  /// The place of each batch in its round, the canary's counted.
  package var slots: [Int] = []
  /// The usage of the batch's threads.
  package var usage: [ResourceUsage] = []
  /// The reason why the contestant left the contest; it then has no samples.
  package var failure: WorkError?

  /// Makes an entry without measurements.
  package init(id: String) { self.id = id }

  mutating func keep(rounds: Int) {
    batchNanoseconds = Array(batchNanoseconds.prefix(rounds))
    overheadNanoseconds = Array(overheadNanoseconds.prefix(rounds))
    slots = Array(slots.prefix(rounds))
    usage = Array(usage.prefix(rounds))
  }
}
