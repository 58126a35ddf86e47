internal import CPAPI

/// PAPI's answers, step by step, up to the first failure.
package struct PAPIObservation: Equatable, Sendable {
  /// The library's version, "7.0.0"; nil where PAPI refused to initialise.
  package var version: String?
  /// Why the library can't be loaded, in the loader's words; nil where it is there.
  package var missing: String?
  /// The reason why the processor's component is off, in PAPI's text; nil where it is on.
  package var disabledReason: String?
  /// The number of hardware counters that PAPI claims.
  package var hardwareCounterCount = 0
  /// PAPI's text for the first step that failed.
  package var failure: String?
  /// Whether that step added a preset that PAPI lacks for this processor.
  package var lacksPreset = false
  /// The counters' values for known work.
  package var selfTest: SelfTest?

  /// Makes an empty observation.
  package init() {}

  /// Initialises PAPI for good and tries two presets on the calling thread; some milliseconds.
  static func make() -> PAPIObservation {
    var seen = PAPIObservation()
    switch PAPILibrary.state() {
    case .ready(let version): seen.version = version
    case .missing(let words):
      seen.missing = words
      return seen
    case .failed(let words):
      seen.failure = words
      return seen
    }
    let component = unsafe cpapi_component("perf_event")
    guard component >= 0 else {
      seen.disabledReason = "there is no perf_event component"
      return seen
    }
    if let reason = fault(of: component) {
      seen.disabledReason = reason
      return seen
    }
    seen.hardwareCounterCount = max(0, Int(cpapi_counter_count(component)))
    seen.count()
    return seen
  }

  /// The reason why a component is off; nil for one that is on.
  private static func fault(of component: Int32) -> String? {
    // Safe: the call ends the text within the room.
    unsafe withUnsafeTemporaryAllocation(of: CChar.self, capacity: 1024) { buffer in
      guard let start = buffer.baseAddress else { return nil }
      let code = unsafe cpapi_component_fault(component, start, buffer.count)
      guard code != CPAPI_OK else { return nil }
      let text = unsafe String(cString: start)
      return text.isEmpty ? PAPILibrary.words(code) : text
    }
  }

  /// Counts known work with two presets; `failure` keeps the first step that PAPI refuses.
  private mutating func count() {
    do throws(PAPIError) {
      let set = try PAPIEventSet(["PAPI_TOT_INS", "PAPI_TOT_CYC"])
      defer { set.close() }
      try set.start()
      var readings: [SelfTest.Reading] = []
      for iterations in SelfTest.lengths {
        let before = try set.read()
        SelfTest.work(iterations)
        let after = try set.read()
        readings.append(
          SelfTest.Reading(
            iterations: iterations, instructions: UInt64(max(0, after[0] - before[0])),
            cycles: UInt64(max(0, after[1] - before[1]))))
      }
      selfTest = SelfTest(readings)
    } catch {
      failure = error.words
      lacksPreset = error.isUnknownEvent
    }
  }
}
