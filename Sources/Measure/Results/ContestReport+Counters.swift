package import Counters

/// The rows of a cell's counter launches, none of which contributes to a time.
extension ContestReport {
  /// One row for each batch and counter.
  static func counterSamples(_ cell: CellReport) -> [SampleRow] {
    guard cell.status == .ok else { return [] }
    var rows: [SampleRow] = []
    for launch in cell.counters {
      for (number, batch) in launch.batches.enumerated() {
        for (column, value) in zip(launch.columns, batch.values) {
          var row = SampleRow()
          row.keys = cell.executedKeys
          row.launch = launch.launch
          row.pair = number
          row.batch = number
          row.batchIterations = launch.iterations
          row.metric = "batch_" + column.metric
          row.value = Double(value)
          row.unit = column.unit
          row.source = RowSource(column.source)
          row.runningFraction = batch.runningFraction
          row.operationsPerIteration = cell.facts.operationsPerIteration
          row.bytesPerIteration = cell.facts.bytesPerIteration
          rows.append(row)
        }
      }
    }
    return rows
  }

  /// The counted metrics per operation, the metrics derived from several, and the withheld ones.
  static func counterSummary(_ cell: CellReport, _ timing: [SummaryRow]) -> [SummaryRow] {
    guard cell.status == .ok, !cell.counters.isEmpty else { return [] }
    let metrics = CounterMetric.all(
      cell.counters, operations: max(1, cell.facts.operationsPerIteration))
    let rows = metrics.map { counted($0, template(cell)) }
    return rows + derived(from: rows + timing, template(cell)) + withheld(cell, metrics)
  }

  private static func counted(_ metric: CounterMetric, _ template: SummaryRow) -> SummaryRow {
    var row = template
    row.metric = metric.name
    row.unit = metric.unit
    row.source = RowSource(metric.column.source)
    row.runningFraction = metric.runningFraction
    if metric.isExact, metric.isConstant {
      row.value = metric.values.first
      row.valueKind = .exact
      row.launchCount = metric.launchCount
      row.batchCount = metric.values.count
      return row
    }
    row = statistics([metric.values], row)[0]
    row.launchCount = metric.launchCount
    return row
  }

  /// The metrics that follow from others of a cell.
  static func derived(
    from rows: [SummaryRow], _ template: SummaryRow
  ) -> [SummaryRow] {
    let medians = rows.filter { [.median, .value].contains($0.statistic) }
    return DerivedMetric.all.compactMap { metric in
      let inputs = metric.inputs.compactMap { name in medians.first { $0.metric == name } }
      guard inputs.count == metric.inputs.count,
        let value = metric.value(inputs.compactMap(\.value))
      else { return nil }
      var row = template
      row.metric = metric.name
      row.unit = metric.unit
      row.direction = metric.direction
      row.statistic = .median
      row.value = value
      row.valueKind = .derived
      row.source = inputs[0].source
      row.launchCount = inputs[0].launchCount
      row.batchCount = inputs[0].batchCount
      row.runningFraction = inputs.compactMap(\.runningFraction).min()
      return row
    }
  }

  /// One row for a group that could not be counted, and one for an event that a group lacks.
  private static func withheld(
    _ cell: CellReport, _ metrics: [CounterMetric]
  ) -> [SummaryRow] {
    var rows: [SummaryRow] = []
    func add(_ metric: String, _ code: String) {
      guard !rows.contains(where: { $0.metric == metric }) else { return }
      var row = template(cell)
      row.metric = metric
      row.unit = CounterEvent.unit(of: metric) + "/op"
      row.source = .perf
      row.status = .unavailable
      row.reasonCode = code
      rows.append(row)
    }
    for launch in cell.counters {
      if !launch.reasonCode.isEmpty { add("counters_" + launch.group, launch.reasonCode) }
      for gap in launch.gaps where !metrics.contains(where: { $0.column.metric == gap.metric }) {
        add(gap.metric, gap.reasonCode)
      }
    }
    return rows
  }
}

extension RowSource {
  /// The row source of a source of counters.
  package init(_ source: CounterSource) {
    switch source {
    case .papi: self = .papi
    case .perf: self = .perf
    case .rusage: self = .rusage
    case .schedstat: self = .schedstat
    case .clock: self = .clock
    case .engine: self = .engine
    }
  }
}
