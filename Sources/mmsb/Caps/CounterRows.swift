internal import Counters
internal import Machine

/// The counters as rows of the report: each source with its reason, and the best that works.
enum CounterRows {
  /// The rows that stand for counters of the processor.
  static let hardware = ["papi", "perf_events"]
  /// Reasons in a few words, for the verdict.
  static let brief = [
    "no_pmu": "no PMU", "perf_permission": "no permission", "perf_absent": "no perf events",
  ]

  static func rows(_ probe: CounterProbe) -> [Capability] {
    let reached = probe.papi.isUsable ? "papi" : probe.perf.isUsable ? "perf_events" : "rusage"
    return [
      Capability(.counters, "rung_reached", reached), row("papi", probe.papi),
      row("perf_events", probe.perf), Capability(.counters, "rusage", "usable"),
      Capability(
        .counters, "papi_version", probe.papiVersion,
        or: Absence("papi_failed", "PAPI doesn't initialise")),
      Capability(
        .counters, "papi_hardware_counters", probe.hardwareCounterCount, unit: "count"),
      Capability(
        .counters, "perf_event_paranoid", probe.paranoidLevel.map { String($0) }),
    ]
  }

  private static func row(_ key: String, _ finding: CounterProbe.Finding) -> Capability {
    Capability(
      .counters, key, finding.isUsable ? "usable" : nil,
      or: Absence(finding.reasonCode, finding.reason, remedy: finding.remedy ?? ""))
  }
}
