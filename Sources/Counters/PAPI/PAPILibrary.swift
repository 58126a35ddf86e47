internal import CPAPI
internal import Glibc
internal import Synchronization

/// The PAPI library of this process: initialised once, on first use, and never shut down.
///
/// Initialising is serialised, because PAPI ends the process when two threads do it at once. It
/// proves nothing: a library that initialises may still count nothing.
enum PAPILibrary {
  /// What became of the initialisation.
  enum State: Equatable, Sendable {
    /// The library's version: "7.0.0".
    case ready(version: String)
    /// Why it would not initialise, in PAPI's words.
    case failed(String)
  }

  /// Initialises the library and its threads where that hasn't happened yet: some milliseconds the
  /// first time.
  static func state() -> State {
    known.withLock { known in
      if let state = known { return state }
      let state = initialised()
      known = state
      return state
    }
  }

  /// Why the library can't be used; nil where it can.
  static var failure: String? {
    if case .failed(let words) = state() { words } else { nil }
  }

  /// PAPI's words for one of its codes.
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
