/// What became of a cell; only `ok` comes with numbers.
package enum RowStatus: String, CaseIterable, ResultValue {
  case ok, unavailable, skipped, unverified, mismatch, failed, throttled, noisy, timeout
}

/// How a value came about.
package enum ValueKind: String, CaseIterable, ResultValue {
  /// Measured, and different each time.
  case sampled
  /// A count that timing can't change.
  case exact
  /// Computed from other values.
  case derived
  /// A bound measured beside the cells.
  case ceiling
}

/// Which way is better.
package enum Direction: String, CaseIterable, ResultValue {
  case lower, higher, none
}

/// Which statistic of the samples a value is.
package enum Statistic: String, CaseIterable, ResultValue {
  case median, p5, p95
  /// Over all timed batches.
  case sum
  /// The value itself: a count, not a sample.
  case value
}

/// Who counted or timed.
package enum RowSource: String, CaseIterable, ResultValue {
  case clock, rusage, schedstat, engine, perf, papi, device
}

/// What a comparison says.
package enum Verdict: String, CaseIterable, ResultValue {
  case regression, improvement, equivalent, inconclusive
  case notComparable = "not_comparable"
  case unverified
}
