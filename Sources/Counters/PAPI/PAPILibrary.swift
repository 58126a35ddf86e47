internal import CPAPI
internal import Glibc
internal import Synchronization

/// The PAPI library of this process: initialised once, on first use, and never shut down.
///
/// Initialising is serialised, because PAPI ends the process when two threads initialise at once. A
/// library that initialises may still be unable to count.
enum PAPILibrary {
  /// The result of the initialisation.
  enum State: Equatable, Sendable {
    /// The library's version: "7.0.0".
    case ready(version: String)
    /// The reason of the failure, in PAPI's text.
    case failed(String)
  }

  /// The state, after initialising the library and its threads once; some milliseconds the first
  /// time.
  static func state() -> State {
    known.withLock { known in
      if let state = known { return state }
      let state = initialised()
      known = state
      return state
    }
  }

  /// The reason why the library is unusable; nil for a usable one.
  static var failure: String? {
    if case .failed(let words) = state() { words } else { nil }
  }

  /// PAPI's text for one of its codes.
  static func words(_ code: Int32) -> String {
    unsafe PAPI_strerror(code).map { unsafe String(cString: $0) } ?? "PAPI error \(code)"
  }

  private static let known = Mutex<State?>(nil)

  private static func initialised() -> State {
    PAPI_set_debug(PAPI_QUIET)
    let version = PAPI_library_init(mmsb_papi_version)
    guard version == mmsb_papi_version else {
      return .failed(version > 0 ? "the library is of another version" : words(version))
    }
    let code = PAPI_thread_init { pthread_self() }
    guard code == PAPI_OK else { return .failed(words(code)) }
    return .ready(version: "\(version >> 24 & 255).\(version >> 16 & 255).\(version >> 8 & 255)")
  }
}
