/// One worker's stopwatch for operations one after another, and the histogram of their times.
///
/// A reading of the clock, some 20 ns, is part of each time. Only the worker touches it while work
/// runs.
package final class LatencyRecorder {
  /// The times so far.
  package private(set) var histogram = LatencyHistogram()
  /// The first sign of a clock that goes back, in nanoseconds; 0 for none.
  package private(set) var setback: UInt64 = 0
  private var last: UInt64 = 0
  private let now: () -> UInt64

  /// Makes a recorder that reads a clock.
  package init(now: @escaping () -> UInt64 = Clock.now) { self.now = now }

  /// Begins the first operation, or the next one after a pause.
  package func begin() { last = now() }

  /// Ends an operation and begins the next one.
  package func end() {
    let reading = now()
    if reading >= last {
      histogram.record(reading - last)
    } else if setback == 0 {
      setback = last - reading
    }
    last = reading
  }

  /// Throws where the clock went back, since the times are then worthless.
  package func check() throws(WorkError) {
    guard setback > 0 else { return }
    let error = ClockError.goesBack(nanoseconds: setback)
    throw .environment(error.description, code: error.reasonCode)
  }
}

/// The operations of prepared work that can be timed one by one.
package struct LatencyUnit: Sendable, Equatable {
  /// The name of one: "commit".
  package var operation: String
  /// Operations in one iteration of all workers.
  package var countPerIteration: Int

  /// Names an operation.
  package init(_ operation: String, countPerIteration: Int = 1) {
    self.operation = operation
    self.countPerIteration = countPerIteration
  }
}
