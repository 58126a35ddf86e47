package import Machine

/// Whether hardware counters can be used here, and where not, why and what would change that.
///
/// A source is usable only when it counted known work right. The probe says so without reading any
/// counter for a measurement.
public struct CounterProbe: Equatable, Sendable {
  /// The answer for one source.
  public struct Finding: Equatable, Sendable {
    /// Whether the source counted known work right.
    public let isUsable: Bool
    /// The stable word for the `reason_code` column; "not_requested" where the source is usable.
    public let reasonCode: String
    /// One sentence: the fact.
    public let reason: String
    /// One sentence: the way out, where there is one.
    public let remedy: String?
  }

  /// Counters through PAPI.
  public let papi: Finding
  /// Counters through the kernel's generic events.
  public let perf: Finding
  /// PAPI's version; nil where it would not initialise.
  public let papiVersion: String?
  /// Hardware counters that PAPI claims.
  public let hardwareCounterCount: Int
  /// The kernel's permission level; nil where it isn't exposed.
  public let paranoidLevel: Int?

  /// Asks PAPI and the kernel, about ten milliseconds in all; before workers
  /// exist, never on one of them.
  ///
  /// PAPI stays initialised.
  public static func run() -> CounterProbe {
    CounterProbe(perf: .make(), papi: .make())
  }

  /// The judgement over what was seen.
  package init(perf seenPerf: PerfObservation, papi seenPAPI: PAPIObservation) {
    perf = Finding(seenPerf)
    papi = Finding(seenPAPI, perfIsUsable: perf.isUsable)
    papiVersion = seenPAPI.version
    hardwareCounterCount = seenPAPI.hardwareCounterCount
    paranoidLevel = seenPerf.paranoidLevel
  }

  /// The best source's finding: what a row without counters gives as its reason.
  public var summary: Finding {
    papi.isUsable ? papi : perf
  }

  /// What the manifest says of counters.
  package var facts: [Fact] {
    [
      Fact(key: "counters_papi", value: papi.isUsable ? "usable" : papi.reasonCode),
      Fact(key: "counters_papi_reason", value: papi.reason),
      Fact(key: "counters_perf", value: perf.isUsable ? "usable" : perf.reasonCode),
      Fact(key: "counters_perf_reason", value: perf.reason),
      Fact(key: "counters_remedy", value: summary.remedy),
      Fact(key: "papi_version", value: papiVersion),
      Fact(key: "papi_hardware_counters", value: String(hardwareCounterCount)),
      Fact(key: "perf_event_paranoid", value: paranoidLevel.map { String($0) }),
    ]
  }
}
