/// The numbers of a folder computed again from its samples, by the code that a run computes them
/// with, and held against the rows.
///
/// Covers what samples say: times, rates, bandwidths, shares of references, the canary, the
/// harness's cost, and the ratios and verdicts against baselines. Rows without a group, which only
/// versions before 1.2 wrote, are left out. Costs as much as the statistics of the run.
struct Recomputation {
  private let rows: ResultRows
  private let summaryLines: [Int]
  private let compareLines: [Int]
  private(set) var findings: [Finding] = []

  init(_ rows: ResultRows, summaryLines: [Int], compareLines: [Int]) {
    self.rows = rows
    self.summaryLines = summaryLines
    self.compareLines = compareLines
    var expected = ResultRows()
    for group in Self.groups(rows) {
      if let report = Self.report(group.samples, rows) {
        expected.append(report.rows())
      } else {
        findings.append(
          Finding(SampleRow.fileName, column: "pair", "the rounds of \(group.name) don't pair up"))
      }
    }
    checkSummary(expected.summary)
    checkComparisons(expected.compare)
  }

  /// The timed samples of each group.
  private static func groups(_ rows: ResultRows) -> [(name: String, samples: [SampleRow])] {
    var order: [String] = []
    var samples: [String: [SampleRow]] = [:]
    for row in rows.samples
    where row.launch == 0 && row.metric == "batch_time" && !row.keys.group.isEmpty {
      let name = row.keys.scenario + "/" + row.keys.group
      if samples[name] == nil { order.append(name) }
      samples[name, default: []].append(row)
    }
    return order.map { ($0, samples[$0] ?? []) }
  }
}

// A report from samples.
extension Recomputation {
  /// The report of a group's contest; nil where its rounds are not whole.
  private static func report(_ samples: [SampleRow], _ rows: ResultRows) -> ContestReport? {
    var order: [String] = []
    var batches: [String: [SampleRow]] = [:]
    for row in samples {
      let name = contestant(row.keys)
      if batches[name] == nil { order.append(name) }
      batches[name, default: []].append(row)
    }
    // Counted, not read: a folder's largest number is anybody's.
    let rounds = batches.values.map(\.count).max() ?? 0
    for own in batches.values
    where !own.map(\.pair).elementsEqual(0..<rounds)
      || Set(own.map(\.batchIterations)).count != 1
    {
      return nil
    }
    var result = ContestResult(
      entries: [], clock: Clock(stepNanoseconds: 0, costNanoseconds: 0), plan: ContestPlan())
    result.completedRounds = rounds
    var cells: [CellReport] = []
    var references: [ReferenceReport] = []
    for name in order {
      guard let own = batches[name], let first = own.first else { continue }
      if first.keys.variant == CellKeys.canaryVariant {
        result.canaryNanoseconds = own.map { nanoseconds($0) }
        result.canarySlots = own.map(\.slot)
        continue
      }
      result.entries.append(entry(name, own))
      if let reference = first.keys.referenceName {
        references.append(report(name, reference, first, rows))
      } else {
        cells.append(report(first, rows))
      }
    }
    guard result.canaryNanoseconds.count == rounds else { return nil }
    return ContestReport(
      result: result, cells: cells, references: references,
      threshold: threshold(cells, rows))
  }

  private static func contestant(_ keys: CellKeys) -> String {
    keys.variant == CellKeys.cellVariant ? keys.cellID : keys.variant
  }

  private static func nanoseconds(_ row: SampleRow) -> UInt64 {
    UInt64(clamping: Int(clamped: row.value ?? 0))
  }

  private static func entry(_ id: String, _ rows: [SampleRow]) -> ContestEntry {
    var entry = ContestEntry(id: id)
    entry.iterations = rows[0].batchIterations
    entry.batchNanoseconds = rows.map(nanoseconds)
    entry.overheadNanoseconds = rows.map { $0.overheadNanoseconds ?? 0 }
    entry.slots = rows.map(\.slot)
    return entry
  }

  private static func facts(_ row: SampleRow) -> WorkFacts {
    var facts = WorkFacts()
    facts.backendExecuted = row.keys.backendExecuted
    facts.allocatorExecuted = row.keys.allocatorExecuted
    facts.operationsPerIteration = max(1, row.operationsPerIteration ?? 1)
    facts.bytesPerIteration = max(0, row.bytesPerIteration ?? 0)
    return facts
  }

  private static func report(_ row: SampleRow, _ rows: ResultRows) -> CellReport {
    var cell = CellReport(keys: row.keys, facts: facts(row))
    cell.baselineCellID = rows.compare.first { $0.isBeside(row.keys) }?.baseCellID
    return cell
  }

  private static func report(
    _ contestant: String, _ name: String, _ row: SampleRow, _ rows: ResultRows
  ) -> ReferenceReport {
    let isCeiling = rows.summary.contains { summary in
      summary.keys.variant == row.keys.variant && summary.keys.group == row.keys.group
        && summary.keys.scenario == row.keys.scenario && summary.valueKind == .ceiling
    }
    return ReferenceReport(
      contestantID: contestant, name: name, isCeiling: isCeiling, keys: row.keys, facts: facts(row))
  }

  private static func threshold(_ cells: [CellReport], _ rows: ResultRows) -> Double {
    let stated = cells.lazy.compactMap { cell in
      rows.compare.first { $0.isBeside(cell.keys) }?.threshold
    }
    return stated.first ?? ContestReport.standardThreshold
  }
}

extension CompareRow {
  fileprivate func isBeside(_ cell: CellKeys) -> Bool {
    keys.cellID == cell.cellID && keys.group == cell.group && keys.scenario == cell.scenario
      && metric == "time"
  }
}

// Rows against the report.
extension Recomputation {
  private struct Key: Hashable {
    let scenario: String
    let group: String
    let contestant: String
    let metric: String
    let statistic: String
  }

  private static func key(_ keys: CellKeys, _ metric: String, _ statistic: String) -> Key {
    Key(
      scenario: keys.scenario, group: keys.group, contestant: contestant(keys), metric: metric,
      statistic: statistic)
  }

  private static func isRecomputed(_ row: SummaryRow) -> Bool {
    let metrics: Set = [
      "time", "rate", "bandwidth", "harness_overhead", "batch_iterations", "canary_time",
    ]
    return !row.keys.group.isEmpty && row.status == .ok
      && (metrics.contains(row.metric) || row.metric.hasPrefix("fraction_of_"))
  }

  private mutating func checkSummary(_ expected: [SummaryRow]) {
    let known = expected.filter(Self.isRecomputed).map { row in
      (Self.key(row.keys, row.metric, row.statistic.rawValue), row)
    }
    var left = Dictionary(known) { first, _ in first }
    for (row, line) in zip(rows.summary, summaryLines) where Self.isRecomputed(row) {
      guard
        let own = left.removeValue(
          forKey: Self.key(row.keys, row.metric, row.statistic.rawValue))
      else {
        findings.append(
          Finding(
            SummaryRow.fileName, line: line, column: "metric",
            "no samples are behind this \(row.statistic.rawValue) of \(row.metric), or it is here "
              + "twice"))
        continue
      }
      compare(row, own, Self.summaryColumns, line: line)
    }
    for key in left.keys.sorted(by: { $0.metric < $1.metric }) {
      findings.append(
        Finding(
          SummaryRow.fileName, column: "metric",
          "\(key.contestant) has samples and no \(key.statistic) of \(key.metric)"))
    }
  }

  private mutating func checkComparisons(_ expected: [CompareRow]) {
    let known = expected.map { (Self.key($0.keys, $0.metric, ""), $0) }
    var left = Dictionary(known) { first, _ in first }
    for (row, line) in zip(rows.compare, compareLines) where !row.keys.group.isEmpty {
      guard let own = left.removeValue(forKey: Self.key(row.keys, row.metric, "")) else {
        if row.ratio != nil {
          findings.append(
            Finding(
              CompareRow.fileName, line: line, column: "ratio", "no samples are behind this ratio"))
        }
        continue
      }
      // A side without a number says why by itself.
      guard row.ratio != nil || own.ratio != nil else { continue }
      compare(row, own, Self.compareColumns, line: line)
    }
  }

  private static let summaryColumns = ResultSchema.summary.filter { column in
    [
      "unit", "value", "ci_low", "ci_high", "ci_level", "n_launches", "n_batches", "value_kind",
      "direction", "ceiling_name", "ceiling_value", "ceiling_fraction", "bound_by",
    ].contains(column.name)
  }
  private static let compareColumns = ResultSchema.compare.filter { column in
    [
      "unit", "direction", "base_value", "head_value", "ratio", "ratio_low", "ratio_high",
      "ci_level", "threshold", "n_launches", "n_pairs", "verdict", "verdict_reason",
    ].contains(column.name)
  }

  private mutating func compare<Row: ResultRow>(
    _ row: Row, _ own: Row, _ columns: [ResultColumn<Row>], line: Int
  ) {
    for column in columns where column.field(row) != column.field(own) {
      findings.append(
        Finding(
          Row.fileName, line: line, column: column.name,
          "is `\(column.field(row))`, and the samples say `\(column.field(own))`"))
    }
  }
}
