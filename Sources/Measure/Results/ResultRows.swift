/// The rows of the three files.
package struct ResultRows: Sendable, Equatable {
  package var samples: [SampleRow] = []
  package var summary: [SummaryRow] = []
  package var compare: [CompareRow] = []

  /// Makes rows of none of the files.
  package init() {}

  /// Adds the rows of another part of the run.
  package mutating func append(_ other: ResultRows) {
    samples += other.samples
    summary += other.summary
    compare += other.compare
  }
}

extension ResultRows {
  /// Withholds the numbers of counters that proved wrong at the end of a run, and of all metrics
  /// derived from them; the rows stay, with the reason.
  package mutating func withhold(counters metrics: Set<String>, code: String) {
    let derived = DerivedMetric.all.filter { !metrics.isDisjoint(with: $0.inputs) }.map(\.name)
    let lost = metrics.union(derived)
    let batches = Set(metrics.map { "batch_" + $0 })
    func isCounted(_ source: RowSource) -> Bool { source == .papi || source == .perf }
    for index in samples.indices where batches.contains(samples[index].metric) {
      guard isCounted(samples[index].source), samples[index].status == .ok else { continue }
      samples[index].value = nil
      samples[index].status = .unavailable
      samples[index].reasonCode = code
    }
    for index in summary.indices where lost.contains(summary[index].metric) {
      guard isCounted(summary[index].source), summary[index].status == .ok else { continue }
      summary[index].withhold(.unavailable, code)
    }
  }
}

extension SummaryRow {
  /// Withholds the number; the row stays, with the reason.
  package mutating func withhold(_ status: RowStatus, _ code: String) {
    value = nil
    low = nil
    high = nil
    level = nil
    self.status = status
    reasonCode = code
  }
}
