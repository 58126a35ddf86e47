internal import CPAPI
internal import Glibc
internal import Synchronization

/// The threads that PAPI knows: each from its first event set to its last.
///
/// PAPI frees memory that a thread's sets point into when the thread unregisters, so a thread
/// unregisters only after its last set.
enum PAPIThreads {
  /// Registers the calling thread for one more set; 0, or PAPI's code.
  static func enter() -> Int32 {
    let code = cpapi_register_thread()
    guard code == CPAPI_OK else { return code }
    setCounts.withLock { $0[pthread_self(), default: 0] += 1 }
    return CPAPI_OK
  }

  /// Counts one set of the calling thread less; after the last set, PAPI unregisters the thread.
  static func leave() {
    let isLast = setCounts.withLock { counts in
      let count = counts[pthread_self(), default: 0]
      precondition(count > 0, "a thread leaves as often as it has entered")
      counts[pthread_self()] = count == 1 ? nil : count - 1
      return count == 1
    }
    if isLast { cpapi_unregister_thread() }
  }

  /// Runs a lookup of events on a registered thread, one thread at a time; nil where PAPI refuses
  /// the thread.
  ///
  /// PAPI keeps its last result with the thread, and ends the process on an unregistered thread.
  static func withLookup<Result>(_ body: () -> Result) -> Result? {
    guard PAPILibrary.failure == nil, enter() == CPAPI_OK else { return nil }
    defer { leave() }
    return lookups.withLock { _ in body() }
  }

  /// Serialises all lookups of names and all building of sets.
  static let lookups = Mutex(())

  private static let setCounts = Mutex<[pthread_t: Int]>([:])
}
