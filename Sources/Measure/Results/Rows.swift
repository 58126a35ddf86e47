/// A row of one results file. Its columns are the one description of the file.
package protocol ResultRow: Sendable {
  /// The file's name in a results folder.
  static var fileName: String { get }
  /// Every column in order.
  static var columns: [ResultColumn<Self>] { get }
  /// How many of the last columns version 1.0 didn't have.
  static var appendedColumnCount: Int { get }
  /// The cell the row speaks of.
  var keys: CellKeys { get set }
  /// An empty row.
  init()
}

/// One batch of one cell: a row of `samples.csv`.
package struct SampleRow: ResultRow, Equatable {
  package static let fileName = "samples.csv"
  package static let columns = ResultSchema.samples
  package static let appendedColumnCount = 1

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

  package init() {}
}

/// One number about one cell: a row of `summary.csv`.
package struct SummaryRow: ResultRow, Equatable {
  package static let fileName = "summary.csv"
  package static let columns = ResultSchema.summary
  package static let appendedColumnCount = 2

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

/// One metric of one cell against its baseline: a row of `compare.csv`.
package struct CompareRow: ResultRow, Equatable {
  package static let fileName = "compare.csv"
  package static let columns = ResultSchema.compare
  package static let appendedColumnCount = 1

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

/// The rows of the three files.
package struct ResultRows: Sendable, Equatable {
  package var samples: [SampleRow] = []
  package var summary: [SummaryRow] = []
  package var compare: [CompareRow] = []

  /// None yet.
  package init() {}

  /// Adds the rows of another part of the run.
  package mutating func append(_ other: ResultRows) {
    samples += other.samples
    summary += other.summary
    compare += other.compare
  }
}
