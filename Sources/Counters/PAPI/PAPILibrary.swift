internal import CPAPI
internal import Glibc
internal import Synchronization

/// The PAPI library of this process: initialised once, on first use, and never shut down.
///
/// The library is loaded at run time, so that a machine without it counts in other ways.
/// Initialising is serialised, because PAPI ends the process when two threads initialise at once. A
/// library that initialises may still be unable to count.
enum PAPILibrary {
  /// The result of the initialisation.
  enum State: Equatable, Sendable {
    /// The library's version: "7.0.0".
    case ready(version: String)
    /// The reason why the library can't be loaded, in the loader's words.
    case missing(String)
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
    switch state() {
    case .ready: nil
    case .missing(let words), .failed(let words): words
    }
  }

  /// PAPI's text for one of its codes.
  static func words(_ code: Int32) -> String {
    unsafe cpapi_strerror(code).map { unsafe String(cString: $0) } ?? "PAPI error \(code)"
  }

  private static let known = Mutex<State?>(nil)

  private static func initialised() -> State {
    if let words = unsafe cpapi_load() { return .missing(unsafe String(cString: words)) }
    cpapi_quiet()
    let version = cpapi_library_init()
    guard version == cpapi_version() else {
      return .failed(version < 0 ? words(version) : "it is of version \(Self.text(version))")
    }
    let code = cpapi_thread_init { pthread_self() }
    guard code == CPAPI_OK else { return .failed(words(code)) }
    return .ready(version: text(version))
  }

  private static func text(_ version: Int32) -> String {
    "\(version >> 24 & 255).\(version >> 16 & 255).\(version >> 8 & 255)"
  }
}
