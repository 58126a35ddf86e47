package import Support

/// Who counted.
package enum CounterSource: String, CaseIterable, Sendable {
  case papi, perf, rusage, schedstat, clock, engine
}

/// One of the values that a group's reader gives.
package struct CounterColumn: Hashable, Sendable {
  /// "branch_misses".
  package let metric: String
  /// "count", "ns" or "B".
  package let unit: String
  package let source: CounterSource

  /// Describes a value.
  package init(metric: String, unit: String, source: CounterSource) {
    self.metric = metric
    self.unit = unit
    self.source = source
  }
}

/// An event that can't be had.
package struct CounterGap: Hashable, Sendable {
  package let metric: String
  /// Why, in a stable word.
  package let reasonCode: String

  /// Names a missing event.
  package init(metric: String, reasonCode: String) {
    self.metric = metric
    self.reasonCode = reasonCode
  }
}

/// What one batch counted.
package struct CounterDelta: Equatable, Sendable {
  /// In the order of the columns.
  package var values: [Int64]
  /// The share of the batch in which the counters ran: 1 where nothing can stop them.
  package var runningFraction: Double?

  /// States what was counted.
  package init(values: [Int64], runningFraction: Double? = nil) {
    self.values = values
    self.runningFraction = runningFraction
  }

  /// What two workers counted together.
  package static func + (one: CounterDelta, other: CounterDelta) -> CounterDelta {
    CounterDelta(
      values: zip(one.values, other.values).map { $0 + $1 },
      runningFraction: [one.runningFraction, other.runningFraction].compactMap { $0 }.min())
  }
}

/// Why a group could not be counted in one way.
package struct CounterFault: KindedError, Equatable {
  /// The stable word for the `reason_code` column.
  package let reasonCode: String
  /// One sentence.
  package let reason: String
  /// Whether it may go better another time.
  package let isBusy: Bool

  /// States what went wrong.
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
