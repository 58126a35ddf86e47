package import Machine

/// Reads one worker's counts over a stretch of its work, through an ordinary PAPI event set of that
/// worker's own published events.
///
/// A reader is made, used and closed on the worker's thread. Where PAPI fails, or doesn't know the
/// events, the counts are read directly and `failure` has the reason; the values are the same. A
/// reader has at most as many counts as one set takes: split more with `groups`.
package final class ExactCounterReader {
  /// The counts, in the order of the values.
  package let counters: [ExactCounter]
  /// The reason for direct reading; nil while the counts come through PAPI.
  package private(set) var failure: String?

  private let worker: Int?
  private var set: PAPIEventSet?
  private var atStart: [Int64] = []

  /// Prepares to read the counts of a worker, nil for the whole process.
  package init(_ counters: [ExactCounter], worker: Int?) {
    precondition(counters.count <= Self.groupLimit, "a reader holds one group of counts")
    self.counters = counters
    self.worker = worker
    let names = counters.map { PublishedEvent.name($0.name, worker: worker) }
    if let unknown = names.first(where: { !PublishedEvents.contains($0) }) {
      failure = PublishedEvents.failure ?? "\(unknown) isn't published"
      return
    }
    attempt { () throws(PAPIError) in set = try PAPIEventSet(names) }
  }

  /// Whether the values come through PAPI.
  package var isThroughPAPI: Bool { failure == nil }

  /// Begins a stretch.
  package func start() {
    if let set { attempt { () throws(PAPIError) in try set.start() } }
    atStart = direct()
  }

  /// The counts since the start, in the order of `counters`.
  package func read() -> [Int64] { values { set throws(PAPIError) in try set.read() } }

  /// Ends the stretch and returns the same values as `read`.
  package func stop() -> [Int64] { values { set throws(PAPIError) in try set.stop() } }

  /// Gives the set back to PAPI.
  package func close() {
    set?.close()
    set = nil
  }

  /// The most counts of one set, PAPI 7.0's limit for software-defined events.
  package static let groupLimit = 40

  /// The counts in groups of at most `groupLimit`, in their order.
  package static func groups(_ counters: [ExactCounter]) -> [[ExactCounter]] {
    stride(from: 0, to: counters.count, by: groupLimit).map {
      Array(counters[$0..<min($0 + groupLimit, counters.count)])
    }
  }

  private func values(_ read: (PAPIEventSet) throws(PAPIError) -> [Int64]) -> [Int64] {
    if let set {
      var values: [Int64] = []
      attempt { () throws(PAPIError) in values = try read(set) }
      if isThroughPAPI { return values }
    }
    return zip(direct(), atStart).map { $0 - $1 }
  }

  private func direct() -> [Int64] { counters.map { $0.read(worker) } }

  /// Falls back to direct reading, for good, where PAPI refuses a step.
  private func attempt(_ step: () throws(PAPIError) -> Void) {
    do throws(PAPIError) {
      try step()
    } catch {
      failure = error.description
      close()
    }
  }
}
