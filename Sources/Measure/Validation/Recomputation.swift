/// The numbers of a folder computed again from its samples, by the code that a run computes them
/// with, and held against the rows.
///
/// Covers what samples say: times, rates, bandwidths, shares of references, the canary, the
/// harness's cost, latencies, and the ratios and verdicts against baselines. Rows without a group,
/// which only versions before 1.2 wrote, are left out. Costs as much as the statistics of the run.
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
    for contest in StoredContest.all(rows) {
      if let report = contest.report {
        expected.append(report.rows())
      } else {
        findings.append(
          Finding(
            SampleRow.fileName, column: "pair", "the rounds of \(contest.name) don't pair up"))
      }
    }
    checkSummary(expected.summary)
    checkComparisons(expected.compare)
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
      scenario: keys.scenario, group: keys.group, contestant: keys.contestant, metric: metric,
      statistic: statistic)
  }

  private mutating func checkSummary(_ expected: [SummaryRow]) {
    let known = expected.filter(\.isComputedFromSamples).map { row in
      (Self.key(row.keys, row.metric, row.statistic.rawValue), row)
    }
    var left = Dictionary(known) { first, _ in first }
    for (row, line) in zip(rows.summary, summaryLines) where row.isComputedFromSamples {
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
    let missing = left.keys.filter { !isSummarisedInAnEarlierPart($0) }
    for key in missing.sorted(by: { $0.metric < $1.metric }) {
      findings.append(
        Finding(
          SummaryRow.fileName, column: "metric",
          "\(key.contestant) has samples and no \(key.statistic) of \(key.metric)"))
    }
  }

  /// Whether a contestant that takes part once more in a later part of its group has its numbers in
  /// the first: the baseline, the references and the canary do.
  private func isSummarisedInAnEarlierPart(_ key: Key) -> Bool {
    guard let first = CellKeys.firstPart(of: key.group) else { return false }
    return rows.summary.contains { row in
      row.keys.group == first && row.keys.scenario == key.scenario
        && row.keys.contestant == key.contestant && row.metric == key.metric
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
