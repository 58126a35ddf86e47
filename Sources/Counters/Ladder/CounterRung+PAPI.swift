extension CounterRung {
  /// Judges PAPI's event sets, knowing what the kernel's counters do without it.
  init(papi seen: PAPIObservation, perf: CounterRung, emulator: String?) {
    if let reason = seen.disabledReason {
      self.init(
        .papi, perf.isUsable ? "papi_cpu_unknown" : "papi_component_disabled",
        "PAPI has switched its processor component off: \(reason)",
        remedy: perf.isUsable
          ? "none needed: the kernel's events count; or a PAPI and libpfm that know this processor"
          : perf.remedy)
    } else if let failure = seen.failure {
      self.init(
        .papi, Self.code(seen, perf), "PAPI can't count instructions and cycles: \(failure)",
        remedy: seen.lacksPreset ? nil : perf.remedy)
    } else {
      self.init(
        .papi, proof: seen.selfTest, "PAPI \(seen.version ?? ""), user mode", emulator: emulator)
    }
  }

  /// What is in the way: an event that PAPI lacks, PAPI itself, or what is in the kernel's way too.
  private static func code(_ seen: PAPIObservation, _ perf: CounterRung) -> String {
    if seen.lacksPreset { return "preset_missing" }
    return seen.version == nil || perf.isUsable ? "papi_failed" : perf.reasonCode
  }
}
