internal import CPAPI

/// What PAPI answered, step by step, as far as it came.
package struct PAPIObservation: Equatable, Sendable {
  /// The library's version, "7.0.0"; nil where it would not initialise.
  package var version: String?
  /// Why the processor's component is off, in PAPI's words; nil where it is on.
  package var disabledReason: String?
  /// Hardware counters it claims to have.
  package var hardwareCounterCount = 0
  /// PAPI's words for the first step that failed: adding, starting or stopping.
  package var failure: String?
  /// What the counters said of known work.
  package var selfTest: SelfTest?

  /// Nothing seen yet.
  package init() {}

  /// Initialises PAPI, which stays so, and tries two presets on the
  /// calling thread: some milliseconds.
  static func make() -> PAPIObservation {
    var seen = PAPIObservation()
    switch PAPILibrary.state() {
    case .ready(let version): seen.version = version
    case .failed(let words):
      seen.failure = words
      return seen
    }
    let component = unsafe PAPI_get_component_index("perf_event")
    guard component >= 0, let info = unsafe PAPI_get_component_info(component) else {
      seen.disabledReason = "there is no perf_event component"
      return seen
    }
    if unsafe info.pointee.disabled != 0 {
      // Safe: PAPI terminates the text inside the component's own array.
      let text = unsafe withUnsafePointer(to: info.pointee.disabled_reason) { tuple in
        unsafe String(cString: UnsafeRawPointer(tuple).assumingMemoryBound(to: CChar.self))
      }
      seen.disabledReason = text.isEmpty ? PAPILibrary.words(unsafe info.pointee.disabled) : text
      return seen
    }
    seen.hardwareCounterCount = max(0, Int(PAPI_num_cmp_hwctrs(component)))
    seen.count()
    return seen
  }

  private mutating func count() {
    var set = mmsb_papi_no_set
    defer {
      PAPI_cleanup_eventset(set)
      unsafe PAPI_destroy_eventset(&set)
    }
    guard worked(unsafe PAPI_create_eventset(&set)),
      worked(PAPI_add_event(set, mmsb_papi_instructions)),
      worked(PAPI_add_event(set, mmsb_papi_cycles))
    else { return }
    var readings: [SelfTest.Reading] = []
    for iterations in SelfTest.lengths {
      guard let reading = read(iterations, set) else { return }
      readings.append(reading)
    }
    selfTest = SelfTest(readings)
  }

  private mutating func read(_ iterations: UInt64, _ set: Int32) -> SelfTest.Reading? {
    var values: [Int64] = [0, 0]
    guard worked(PAPI_start(set)) else { return nil }
    SelfTest.work(iterations)
    // Safe: the set holds two events, and as many values have room.
    guard worked(unsafe PAPI_stop(set, &values)) else { return nil }
    return SelfTest.Reading(
      iterations: iterations, instructions: UInt64(max(0, values[0])),
      cycles: UInt64(max(0, values[1])))
  }

  /// Notes the first step that failed.
  private mutating func worked(_ code: Int32) -> Bool {
    guard code != PAPI_OK else { return true }
    failure = PAPILibrary.words(code)
    return false
  }
}
