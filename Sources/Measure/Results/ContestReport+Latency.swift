internal import Support

/// The rows about the times of single operations.
extension ContestReport {
  /// Percentiles, the longest time, and the number of operations; nothing where none were timed
  /// one by one.
  static func latency(_ cell: CellReport, launchCount: Int) -> [SummaryRow] {
    guard let histogram = cell.latencies, let unit = cell.facts.latencyUnit else { return [] }
    var row = template(cell)
    row.keys.operation = unit.operation
    row.direction = .lower
    row.metric = "latency"
    row.unit = "ns"
    row.launchCount = launchCount
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

/// The rows of `samples.csv`: the buckets of a cell's times.
extension ContestReport {
  static let latencyMetric = "latency"

  /// One row for each bucket that counts something: the longest time that it stands for, and as
  /// iterations the operations in it.
  static func latencySamples(_ cell: CellReport) -> [SampleRow] {
    guard cell.status == .ok, let histogram = cell.latencies, let unit = cell.facts.latencyUnit
    else { return [] }
    var buckets = histogram.buckets.map { (min($0.last, histogram.longest), $0.count) }
    if histogram.overflowCount > 0 { buckets.append((histogram.longest, histogram.overflowCount)) }
    return buckets.enumerated().map { number, bucket in
      var row = SampleRow()
      row.keys = cell.executedKeys
      row.keys.operation = unit.operation
      row.batch = number
      row.metric = latencyMetric
      row.value = Double(bucket.0)
      row.batchIterations = Int(clamping: bucket.1)
      return row
    }
  }
}

extension LatencyHistogram {
  /// The histogram of buckets that `samples.csv` has, of any number of launches.
  init(_ rows: [SampleRow]) {
    self.init()
    for row in rows {
      guard let time = row.value, time >= 0, row.batchIterations > 0 else { continue }
      // A file's numbers are anybody's: so many of these can't overflow a sum.
      let count = UInt64(min(row.batchIterations, 1 << 40))
      add(count, lasting: UInt64(clamping: Int(clamped: time)))
    }
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
