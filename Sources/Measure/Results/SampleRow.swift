/// One batch of one cell: a row of `samples.csv`.
package struct SampleRow: ResultRow, Equatable {
  package static let fileName = "samples.csv"
  package static let columns = ResultSchema.samples
  package static let appendedColumnCounts = [1, 5]

  package var keys = CellKeys()
  package var launch = 0
  /// The Latin square, and the round, counted from zero.
  package var block = 0
  package var pair = 0
  /// The place within the round.
  package var slot = 0
  package var batch = 0
  package var batchIterations = 0
  package var metric = "batch_time"
  package var value: Double?
  package var unit = "ns"
  package var source = RowSource.clock
  package var runningFraction: Double?
  package var status = RowStatus.ok
  package var reasonCode = ""
  /// The amount of work in an iteration, and the time of the empty batch before this one.
  package var operationsPerIteration: Int?
  package var bytesPerIteration: Int?
  package var overheadNanoseconds: UInt64?

  package init() {}
}
