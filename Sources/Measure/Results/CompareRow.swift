/// One metric of one cell against its baseline: a row of `compare.csv`.
package struct CompareRow: ResultRow, Equatable {
  package static let fileName = "compare.csv"
  package static let columns = ResultSchema.compare
  package static let appendedColumnCounts = [1, 2]

  package var keys = CellKeys()
  package var metric = ""
  package var unit = ""
  package var direction = Direction.lower
  package var baseValue: Double?
  package var headValue: Double?
  package var ratio: Double?
  package var ratioLow: Double?
  package var ratioHigh: Double?
  package var level: Double?
  package var threshold: Double?
  package var minimumDetectable: Double?
  package var againLow: Double?
  package var againHigh: Double?
  package var launchCount: Int?
  package var pairCount: Int?
  package var adjustedProbability: Double?
  package var verdict = Verdict.inconclusive
  package var verdictReason = ""
  package var explainedBy = ""
  package var noiseCause = ""
  package var baseCellID = ""

  package init() {}
}
