// The closed lists of words that columns of results hold.

/// The final status of a cell; only `ok` comes with numbers.
package enum RowStatus: String, CaseIterable, ResultValue {
  case ok, unavailable, skipped, unverified, mismatch, failed, throttled, noisy, timeout
}

/// The origin of a value.
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

/// The better direction.
package enum Direction: String, CaseIterable, ResultValue {
  case lower, higher, none
}

/// The statistic that a value is of its samples.
package enum Statistic: String, CaseIterable, ResultValue {
  case median, p5, p95
  /// Of the times of single operations.
  case p50, p90, p99
  case p999 = "p99.9"
  case p9999 = "p99.99"
  case max
  /// The sum over all batches.
  case sum
  /// The value itself: a count, not a sample.
  case value
}

/// The clock or counter that a value is from.
package enum RowSource: String, CaseIterable, ResultValue {
  case clock, rusage, schedstat, engine, perf, papi, device
}

/// The outcome of a comparison.
package enum Verdict: String, CaseIterable, ResultValue {
  case regression, improvement, equivalent, inconclusive
  case notComparable = "not_comparable"
  case unverified
}
