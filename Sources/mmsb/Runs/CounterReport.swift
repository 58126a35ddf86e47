internal import Counters
internal import Measure
internal import Scenarios

/// The rows of a run about its counters as a whole, after its end.
struct CounterReport {
  /// The cost of reading counters at both edges of a batch here: one row for each source.
  static func costs(
    _ outcome: RunOutcome, _ keys: CellKeys, scenario: String
  ) -> ResultRows {
    var rows = ResultRows()
    for source in CounterSource.allCases {
      guard let cost = outcome.counterReadCosts[source] else { continue }
      var row = SummaryRow()
      row.keys = keys
      row.keys.scenario = scenario
      row.keys.variant = CellKeys.countersVariant
      row.metric = "counter_read_cost"
      row.unit = "ns"
      row.statistic = .median
      row.value = cost
      row.direction = .lower
      row.source = RowSource(source)
      rows.summary.append(row)
    }
    return rows
  }

  /// Withholds the numbers of counters that passed the self-test when the run began and fail it at
  /// the end; answers a sentence with the reason, or nil where all still pass.
  static func distrust(
    _ rows: inout ResultRows, _ plan: Plan, start: CounterLadder, end: CounterLadder
  ) -> String? {
    guard let lost = start.lost(atEnd: end) else { return nil }
    rows.withhold(counters: plan.counters.metrics(of: lost.kind), code: lost.reasonCode)
    return "\(lost.kind.title) failed their self-test at the end of the run, "
      + "and give no numbers: \(lost.reason)"
  }
}
