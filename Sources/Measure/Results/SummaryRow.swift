/// One number about one cell: a row of `summary.csv`.
package struct SummaryRow: ResultRow, Equatable {
  package static let fileName = "summary.csv"
  package static let columns = ResultSchema.summary
  package static let appendedColumnCounts = [2, 2]

  package var keys = CellKeys()
  package var metric = ""
  package var unit = ""
  package var statistic = Statistic.value
  package var value: Double?
  package var low: Double?
  package var high: Double?
  package var level: Double?
  package var launchCount: Int?
  package var batchCount: Int?
  package var valueKind = ValueKind.sampled
  package var direction = Direction.none
  package var ceilingName = ""
  package var ceilingValue: Double?
  package var ceilingFraction: Double?
  package var boundBy = ""
  package var verified: Bool?
  package var oracle = ""
  package var digest = ""
  package var status = RowStatus.ok
  package var reasonCode = ""
  package var source = RowSource.clock
  package var runningFraction: Double?

  package init() {}
}
