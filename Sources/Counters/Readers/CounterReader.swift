/// Reads one group of events on one worker, at the edges of its batches.
///
/// A reader is made, used and closed on the worker's thread. Its events count from the moment it is
/// made; a batch is the difference of two readings, taken as close around the batch as possible.
package final class CounterReader {
  /// The unavailable events of the group, with their reasons.
  package let gaps: [CounterGap]

  private let parts: [any CounterPart]

  init(_ parts: [any CounterPart], gaps: [CounterGap] = []) {
    self.parts = parts
    self.gaps = gaps
  }

  /// The descriptions of the values, in their order.
  package var columns: [CounterColumn] { parts.flatMap(\.columns) }

  /// Further notes for a reader of the results, one sentence each.
  package var notes: [String] { parts.compactMap(\.note) }

  /// Takes the reading before a batch.
  package func begin() throws(CounterFault) {
    for part in parts { try part.begin() }
  }

  /// Takes the reading after a batch.
  package func end() throws(CounterFault) {
    for part in parts.reversed() { try part.end() }
  }

  /// The counts between the last two readings.
  package var counted: CounterDelta {
    CounterDelta(
      values: parts.flatMap(\.values), runningFraction: parts.compactMap(\.runningFraction).min())
  }

  /// Closes the counters.
  package func close() {
    for part in parts { part.close() }
  }

  /// The sources, one for each part that is read separately.
  package var sources: [CounterSource] { parts.compactMap { $0.columns.first?.source } }

  /// Takes the two readings of one source alone, to measure their cost.
  package func readTwice(_ source: CounterSource) throws(CounterFault) {
    for part in parts where part.columns.first?.source == source {
      try part.begin()
      try part.end()
    }
  }
}

/// The part of a group that one source counts.
protocol CounterPart: AnyObject {
  var columns: [CounterColumn] { get }
  /// The counts of the last batch, in the order of the columns.
  var values: [Int64] { get }
  /// The share of the last batch in which the counters ran: 1 for counters that can't stop, nil
  /// before the first batch.
  var runningFraction: Double? { get }
  /// A note for a reader of the results, or nil.
  var note: String? { get }
  func begin() throws(CounterFault)
  func end() throws(CounterFault)
  func close()
}

extension CounterPart {
  var note: String? { nil }
}
