/// The rows about the times of single operations.
extension ContestReport {
  /// Percentiles, the longest time, and the number of operations; nothing where none were timed
  /// one by one.
  static func latency(_ cell: CellReport) -> [SummaryRow] {
    guard let histogram = cell.latencies, let unit = cell.facts.latencyUnit else { return [] }
    var row = template(cell)
    row.keys.operation = unit.operation
    row.direction = .lower
    row.metric = "latency"
    row.unit = "ns"
    row.launchCount = 1
    var rows = LatencyPercentile.all.filter { $0.isResolved(by: histogram) }.map { percentile in
      percentile.filled(row, histogram)
    }
    row.statistic = .max
    row.value = Double(histogram.longest)
    rows.append(row)
    row.direction = .none
    row.statistic = .sum
    row.unit = "count"
    row.metric = "latency_operations"
    row.value = Double(histogram.operationCount)
    rows.append(row)
    guard histogram.overflowCount > 0 else { return rows }
    row.metric = "latency_beyond_range"
    row.value = Double(histogram.overflowCount)
    return rows + [row]
  }
}

/// A percentile that is reported of latencies, where enough operations lie beyond it.
struct LatencyPercentile: Sendable {
  let statistic: Statistic
  let tenThousandths: UInt64

  static let all = [
    LatencyPercentile(statistic: .p50, tenThousandths: 5_000),
    LatencyPercentile(statistic: .p90, tenThousandths: 9_000),
    LatencyPercentile(statistic: .p99, tenThousandths: 9_900),
    LatencyPercentile(statistic: .p999, tenThousandths: 9_990),
    LatencyPercentile(statistic: .p9999, tenThousandths: 9_999),
  ]

  /// Whether at least one operation in that many lies beyond: 10,000 operations for p99.99.
  func isResolved(by histogram: LatencyHistogram) -> Bool {
    histogram.operationCount >= 10_000 / (10_000 - tenThousandths)
  }

  fileprivate func filled(_ row: SummaryRow, _ histogram: LatencyHistogram) -> SummaryRow {
    var row = row
    row.statistic = statistic
    row.value = histogram.time(coveringTenThousandths: tenThousandths).map { Double($0) }
    if row.value == nil {
      row.status = .unavailable
      row.reasonCode = "beyond_range"
    }
    return row
  }
}
