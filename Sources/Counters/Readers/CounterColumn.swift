package import Support

/// The source of a value.
package enum CounterSource: String, CaseIterable, Sendable {
  case papi, perf, rusage, schedstat, clock, engine
}

/// The description of one value of a group's reader.
package struct CounterColumn: Hashable, Sendable {
  /// The metric: "branch_misses".
  package let metric: String
  /// The unit: "count", "ns" or "B".
  package let unit: String
  package let source: CounterSource

  /// Describes a value.
  package init(metric: String, unit: String, source: CounterSource) {
    self.metric = metric
    self.unit = unit
    self.source = source
  }
}

/// An unavailable event.
package struct CounterGap: Hashable, Sendable {
  package let metric: String
  /// The reason as a stable word.
  package let reasonCode: String

  /// Makes a gap.
  package init(metric: String, reasonCode: String) {
    self.metric = metric
    self.reasonCode = reasonCode
  }
}

/// The counts of one batch.
package struct CounterDelta: Equatable, Sendable {
  /// The values in the order of the columns.
  package var values: [Int64]
  /// The share of the batch in which the counters ran: 1 for counters that can't stop.
  package var runningFraction: Double?

  /// Makes the counts of a batch.
  package init(values: [Int64], runningFraction: Double? = nil) {
    self.values = values
    self.runningFraction = runningFraction
  }

  /// The sum of the counts of two workers.
  package static func + (one: CounterDelta, other: CounterDelta) -> CounterDelta {
    CounterDelta(
      values: zip(one.values, other.values).map { $0 + $1 },
      runningFraction: [one.runningFraction, other.runningFraction].compactMap { $0 }.min())
  }
}

/// A failure to count a group in one way.
package struct CounterFault: KindedError, Equatable {
  /// The stable word for the `reason_code` column.
  package let reasonCode: String
  /// One sentence.
  package let reason: String
  /// Whether a retry may help.
  package let isBusy: Bool

  /// Makes a fault.
  package init(reasonCode: String, reason: String, isBusy: Bool = false) {
    self.reasonCode = reasonCode
    self.reason = reason
    self.isBusy = isBusy
  }

  package var kind: ErrorKind { .environment }

  package var description: String { reason }

  init(_ error: PAPIError) {
    let code =
      error.isUnknownEvent ? "preset_missing" : error.isBusy ? "counter_busy" : "papi_failed"
    self.init(reasonCode: code, reason: error.description, isBusy: error.isBusy)
  }
}
