internal import CPAPI
internal import Synchronization

/// One of PAPI's event sets, counting on the thread that made it.
///
/// A set is made, used and closed on one thread; a set dropped without `close` stays with PAPI. Two
/// sets of one component don't count at the same time on one thread. Sets are neither multiplexed
/// nor inherited. Reading costs some tens of nanoseconds for software-defined events and one system
/// call or less for the processor's.
final class PAPIEventSet {
  /// The events by name, in the order of the values.
  let names: [String]

  private var set = CPAPI_NO_SET
  private var isRunning = false

  /// Makes a set of these events on the calling thread.
  init(_ names: [String]) throws(PAPIError) {
    self.names = names
    if let failure = PAPILibrary.failure { throw PAPIError(.initialise, words: failure) }
    try Self.check(PAPIThreads.enter(), .register)
    let error = PAPIThreads.lookups.withLock { _ in build() }
    guard let error else { return }
    discard()
    throw error
  }

  /// Creates the set and adds the events; nil, or the first step that PAPI refused.
  private func build() -> PAPIError? {
    do throws(PAPIError) {
      try Self.check(unsafe cpapi_create_eventset(&set), .create)
      for name in names { try Self.check(unsafe cpapi_add_named_event(set, name), .add(name)) }
      return nil
    } catch { return error }
  }

  /// Starts counting at zero.
  func start() throws(PAPIError) {
    try Self.check(cpapi_start(set), .start)
    isRunning = true
  }

  /// The counts since the start, in the order of the names.
  func read() throws(PAPIError) -> [Int64] {
    var values = [Int64](repeating: 0, count: names.count)
    // Safe: the set holds as many events as the array has room for.
    try Self.check(unsafe cpapi_read(set, &values), .read)
    return values
  }

  /// Reads into an array that has an element for each value; doesn't allocate.
  func read(into values: inout [Int64]) throws(PAPIError) {
    precondition(values.count == names.count, "there is room for each event's value")
    // Safe: as in `read`.
    try Self.check(unsafe cpapi_read(set, &values), .read)
  }

  /// Stops counting and returns the same values as `read`.
  @discardableResult
  func stop() throws(PAPIError) -> [Int64] {
    var values = [Int64](repeating: 0, count: names.count)
    isRunning = false
    // Safe: as in `read`.
    try Self.check(unsafe cpapi_stop(set, &values), .stop)
    return values
  }

  /// Gives the set back, on the thread that made it; a closed set can't be used again.
  func close() {
    if isRunning { _ = try? stop() }
    discard()
  }

  private func discard() {
    if set != CPAPI_NO_SET {
      PAPIThreads.lookups.withLock { _ in
        cpapi_cleanup_eventset(set)
        unsafe cpapi_destroy_eventset(&set)
      }
    }
    PAPIThreads.leave()
  }

  private static func check(_ code: Int32, _ step: PAPIError.Step) throws(PAPIError) {
    guard code != CPAPI_OK else { return }
    throw PAPIError(step, words: PAPILibrary.words(code), code: code)
  }
}
