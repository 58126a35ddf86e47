internal import CPAPI
internal import Machine
internal import Synchronization

/// All events that this process has published, each registered once for its life.
///
/// PAPI adds any name that begins with `sde:::` to a set, known or not, so names are looked up here
/// first.
enum PublishedEvents {
  static func publish(_ counters: [ExactCounter], workers: Int) {
    all.withLock { state in
      for counter in counters {
        precondition(
          !counter.name.isEmpty && !counter.name.contains(":"),
          "a count's name is a word without a colon")
        for worker in [nil] + (0..<workers).map(Int?.some) {
          state.publish(counter, worker: worker)
        }
      }
    }
  }

  /// Whether PAPI knows an event by this full name.
  static func contains(_ name: String) -> Bool { all.withLock { $0.events[name] != nil } }

  /// The full names of all events, in alphabetical order.
  static var names: [String] { all.withLock { $0.events.keys.sorted() } }

  /// The reason of the last refusal by libsde; nil without a refusal.
  static var failure: String? { all.withLock(\.failure) }

  private static let all = Mutex(State())

  /// Touched only while the lock is held.
  private struct State {
    var events: [String: PublishedEvent] = [:]
    var failure: String?
    /// libsde's handle as bits: a pointer to memory that libsde never frees.
    private var library: UInt = 0

    mutating func publish(_ counter: ExactCounter, worker: Int?) {
      let name = PublishedEvent.name(counter.name, worker: worker)
      if let event = events[name] { return event.replace(counter) }
      if library == 0 {
        if let words = unsafe cpapi_load_sde() {
          failure = unsafe "libsde can't be loaded: \(String(cString: words))"
          return
        }
        library = unsafe UInt(bitPattern: cpapi_sde_init(PublishedEvent.library))
      }
      guard let handle = unsafe UnsafeMutableRawPointer(bitPattern: library) else {
        failure = "libsde would not initialise"
        return
      }
      let event = PublishedEvent(counter, worker: worker)
      if let code = unsafe Self.register(event, handle, counter, worker) {
        failure = "libsde would not register \(name): code \(code)"
      } else {
        events[name] = event
      }
    }

    /// Registers an event; nil, or libsde's code.
    private static func register(
      _ event: PublishedEvent, _ library: UnsafeMutableRawPointer, _ counter: ExactCounter,
      _ worker: Int?
    ) -> Int32? {
      let short = PublishedEvent.shortName(counter.name, worker: worker)
      // Safe: libsde keeps the pointer for the life of the process, and the event is retained as
      // long.
      let kept = unsafe Unmanaged.passRetained(event)
      let code = unsafe cpapi_sde_register(
        library, short,
        { event in
          guard let event = unsafe event else { return 0 }
          return unsafe Unmanaged<PublishedEvent>.fromOpaque(event).takeUnretainedValue().value
        },
        kept.toOpaque())
      guard code == CPAPI_OK else {
        unsafe kept.release()
        return code
      }
      unsafe cpapi_sde_describe(library, short, "\(counter.about) (\(counter.unit))")
      return nil
    }
  }
}
