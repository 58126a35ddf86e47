internal import Counters
internal import Machine

/// The ladder of counters as rows of the report: each rung with its reason, and the best usable
/// one.
enum CounterRows {
  /// The rows that stand for counters of the processor.
  static let hardware = [CounterRung.Kind.papi, .perf].map(\.rawValue)
  /// The reasons in a few words, for the verdict.
  static let brief = [
    "no_pmu": "no PMU", "perf_permission": "no permission", "perf_absent": "no perf events",
    "counter_busy": "others have the counters", "counter_untrusted": "the counters are wrong",
    "emulated_cpu": "emulated processor",
  ]

  static func rows(_ ladder: CounterLadder) -> [Capability] {
    [Capability(.counters, "rung_reached", ladder.reached.kind.rawValue)] + ladder.rungs.map(row)
      + [
        Capability(
          .counters, "papi_version", ladder.papiVersion,
          or: Absence(ladder[.papi].reasonCode, ladder[.papi].reason)),
        Capability(
          .counters, "papi_hardware_counters", ladder.hardwareCounterCount, unit: "count"),
        Capability(
          .counters, "perf_event_paranoid", ladder.paranoidLevel.map { String($0) }),
      ]
  }

  /// The row of a rung; a usable rung's value names its proof.
  private static func row(_ rung: CounterRung) -> Capability {
    Capability(
      .counters, rung.kind.rawValue, rung.isUsable ? "usable: \(rung.reason)" : nil,
      or: Absence(rung.reasonCode, rung.reason, remedy: rung.remedy ?? ""))
  }
}
