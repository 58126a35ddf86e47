/// Reads one group of events on one worker, at the edges of its batches.
///
/// Made, used and closed on the worker's thread. Everything counts from the moment the reader is
/// made; a batch is the difference of two readings, taken as close around it as can be.
package final class CounterReader {
  /// Events of the group that can't be had here, and why.
  package let gaps: [CounterGap]

  private let parts: [any CounterPart]

  init(_ parts: [any CounterPart], gaps: [CounterGap] = []) {
    self.parts = parts
    self.gaps = gaps
  }

  /// What the values are, in their order.
  package var columns: [CounterColumn] { parts.flatMap(\.columns) }

  /// What else a reader of the results should know, one sentence each.
  package var notes: [String] { parts.compactMap(\.note) }

  /// Takes the reading before a batch.
  package func begin() throws(CounterFault) {
    for part in parts { try part.begin() }
  }

  /// Takes the reading after it.
  package func end() throws(CounterFault) {
    for part in parts.reversed() { try part.end() }
  }

  /// What was counted between the two.
  package var counted: CounterDelta {
    CounterDelta(
      values: parts.flatMap(\.values), runningFraction: parts.compactMap(\.runningFraction).min())
  }

  /// Gives back what counts.
  package func close() {
    for part in parts { part.close() }
  }

  /// Who counts, one for each part that is read by itself.
  package var sources: [CounterSource] { parts.compactMap { $0.columns.first?.source } }

  /// The two readings of one part alone, to see what they cost.
  package func readTwice(_ source: CounterSource) throws(CounterFault) {
    for part in parts where part.columns.first?.source == source {
      try part.begin()
      try part.end()
    }
  }
}

/// Part of a group: what one source counts.
protocol CounterPart: AnyObject {
  var columns: [CounterColumn] { get }
  /// What the last batch counted, in the order of the columns.
  var values: [Int64] { get }
  /// The share of the last batch in which the counters ran: 1 where nothing can stop them, nil
  /// before the first batch.
  var runningFraction: Double? { get }
  /// What a reader of the results should know; nil for nothing.
  var note: String? { get }
  func begin() throws(CounterFault)
  func end() throws(CounterFault)
  func close()
}

extension CounterPart {
  var note: String? { nil }
}
