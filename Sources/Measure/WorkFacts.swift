/// The statement of prepared work about itself.
package struct WorkFacts: Sendable, Equatable {
  /// The variants read back from the prepared work, not copied from the request; empty for none.
  package var backendExecuted = ""
  package var allocatorExecuted = ""
  /// Page bytes that one iteration covers (the numerator of a bandwidth).
  package var bytesPerIteration = 0
  /// Operations in one iteration, and the name of one ("page write", "delta", "page").
  package var operationsPerIteration = 1
  package var operation = "operation"
  /// The operations that can be timed one by one; nil where none can.
  package var latencyUnit: LatencyUnit?
  /// Page bytes that one iteration keeps resident, and all bytes of memory, for grouping siblings.
  package var workingSetByteCount = 0
  package var memoryByteCount = 0
  /// The most iterations one batch may ask for, nil for no limit.
  package var iterationLimit: Int?
  /// Exact sizes and counts worth a row of their own: (metric, value, unit), for
  /// example log bytes per delta.
  package var exact: [ExactFact] = []

  /// All zero; set what applies.
  package init() {}
}

/// A count that timing can't change.
package struct ExactFact: Sendable, Equatable {
  package var metric: String
  package var value: Double
  package var unit: String
  /// The clock or counter that the value is from.
  package var source: RowSource

  /// States a count.
  package init(metric: String, value: Double, unit: String, source: RowSource = .engine) {
    self.metric = metric
    self.value = value
    self.unit = unit
    self.source = source
  }
}
