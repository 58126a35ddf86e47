/// The statement of prepared work about itself.
package struct WorkFacts: Sendable, Equatable {
  /// Read back from what will run, never copied from the request; empty where there is none.
  package var backendExecuted = ""
  package var allocatorExecuted = ""
  /// Page bytes that one iteration covers (the numerator of a bandwidth).
  package var bytesPerIteration = 0
  /// Operations in one iteration, and what one is called ("page write", "delta", "page").
  package var operationsPerIteration = 1
  package var operation = "operation"
  /// Page bytes that one iteration keeps resident; memory in all, for grouping siblings.
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
  /// The clock or counter that it is from.
  package var source: RowSource

  /// States a count.
  package init(metric: String, value: Double, unit: String, source: RowSource = .engine) {
    self.metric = metric
    self.value = value
    self.unit = unit
    self.source = source
  }
}
