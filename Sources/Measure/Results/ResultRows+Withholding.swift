extension ResultRows {
  /// Takes the numbers of counters away that turned out wrong, and of all that follows from them;
  /// the rows stay, and say why.
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
      summary[index].value = nil
      summary[index].low = nil
      summary[index].high = nil
      summary[index].level = nil
      summary[index].status = .unavailable
      summary[index].reasonCode = code
    }
  }
}
