/// A way to count, and whether it is usable here; if not, the reason and the remedy.
public struct CounterRung: Equatable, Sendable {
  /// The ways to count, best first.
  public enum Kind: String, CaseIterable, Sendable {
    /// PAPI's event sets over the processor's counters.
    case papi
    /// The kernel's generic hardware events.
    case perf
    /// The kernel's software events.
    case software
    /// Resource usage and scheduler statistics.
    case usage
    /// Clocks alone.
    case clock

    /// The name for people.
    public var title: String {
      switch self {
      case .papi: "PAPI event sets"
      case .perf: "the kernel's hardware events"
      case .software: "the kernel's software events"
      case .usage: "resource usage and scheduler statistics"
      case .clock: "clocks"
      }
    }
  }

  /// The way.
  public let kind: Kind
  /// Whether the way is usable; a counter must have counted known work right.
  public let isUsable: Bool
  /// The stable word for the `reason_code` column; empty for a usable way.
  public let reasonCode: String
  /// One sentence: the fact.
  public let reason: String
  /// One sentence: the remedy, where there is one.
  public let remedy: String?

  init(_ kind: Kind, usable reason: String) {
    self.kind = kind
    isUsable = true
    reasonCode = ""
    self.reason = reason
    remedy = nil
  }

  init(_ kind: Kind, _ code: String, _ reason: String, remedy: String? = nil) {
    self.kind = kind
    isUsable = false
    reasonCode = code
    self.reason = reason
    self.remedy = remedy
  }
}

extension CounterRung {
  /// Judges PAPI's event sets, given the rung of the kernel's counters.
  init(papi seen: PAPIObservation, perf: CounterRung, emulator: String?) {
    if let missing = seen.missing {
      self.init(
        .papi, "papi_missing", "PAPI can't be loaded: \(missing)",
        remedy: perf.isUsable
          ? "none needed: the kernel's events count; or install PAPI (Debian: libpapi-dev)"
          : "install PAPI (Debian: libpapi-dev)")
    } else if let reason = seen.disabledReason {
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

  /// The obstacle: an event that PAPI lacks, PAPI itself, or the obstacle to the kernel's counters.
  private static func code(_ seen: PAPIObservation, _ perf: CounterRung) -> String {
    if seen.lacksPreset { return "preset_missing" }
    return seen.version == nil || perf.isUsable ? "papi_failed" : perf.reasonCode
  }
}

extension CounterRung {
  /// Judges the kernel's software events by the page faults they counted.
  init(software seen: PerfObservation, emulator: String?) {
    guard seen.softwareCode == 0 else {
      self.init(.software, refused: seen.softwareCode, seen, emulator: emulator)
      return
    }
    let touched = PerfObservation.touchedPageCount
    guard let faults = seen.softwareFaults, faults >= touched else {
      self.init(
        .software, "counter_untrusted",
        "counted \(seen.softwareFaults ?? 0) page faults of at least \(touched)")
      return
    }
    self.init(
      .software,
      usable: seen.softwareKernelCode == 0
        ? "counted known page faults right (kernel included)"
        : "counted known page faults right (user mode only: switches come from resource usage)")
  }
}

extension CounterRung {
  /// Judges the amounts that the kernel charges to threads without a counter.
  init(usage seen: UsageObservation) {
    guard seen.hasUsage else {
      self.init(.usage, "usage_absent", "getrusage knows nothing of this thread")
      return
    }
    self.init(
      .usage,
      usable: seen.hasSchedulerStatistics
        ? "getrusage and the scheduler's statistics of each thread"
        : "getrusage; this kernel keeps no scheduler statistics")
  }
}
