internal import Support

/// The numbers of rows in the three files.
package struct ResultCounts: Sendable, Equatable {
  package var samples = 0
  package var summary = 0
  package var compare = 0

  /// Counts nothing.
  package init() {}

  /// Counts rows.
  package init(_ rows: ResultRows) {
    samples = rows.samples.count
    summary = rows.summary.count
    compare = rows.compare.count
  }

  /// Reads the counts of a manifest; nil for anything else.
  init?(_ value: JSONValue?) {
    guard let samples = value?["samples"]?.integer, let summary = value?["summary"]?.integer,
      let compare = value?["compare"]?.integer, min(samples, summary, compare) >= 0,
      max(samples, summary, compare) <= 1 << 40
    else { return nil }
    self.samples = samples
    self.summary = summary
    self.compare = compare
  }

  /// The counts as a manifest has them.
  var json: JSONValue {
    [
      "samples": .integer(samples), "summary": .integer(summary), "compare": .integer(compare),
    ]
  }
}

extension ResultRows {
  /// The first rows of each file.
  func prefix(_ counts: ResultCounts) -> ResultRows {
    var rows = ResultRows()
    rows.samples = Array(samples.prefix(counts.samples))
    rows.summary = Array(summary.prefix(counts.summary))
    rows.compare = Array(compare.prefix(counts.compare))
    return rows
  }
}
