internal import Glibc
internal import Machine

extension CounterProbe.Finding {
  /// Judges the kernel's own counters.
  init(_ seen: PerfObservation) {
    switch seen.hardwareCode {
    case 0:
      let mode = seen.userOnly ? ", user mode only" : ""
      self.init(seen.selfTest, source: "the kernel's events\(mode)")
    case ENOENT, ENODEV, EOPNOTSUPP:
      self.init(
        "no_pmu", "this machine shows no hardware counters to its kernel",
        remedy: "use a metal host, or a virtual machine with counters enabled (vPMU)")
    case EACCES, EPERM:
      self.init(refusedFor: seen)
    case ENOSYS:
      self.init(
        "perf_absent", "this kernel has no perf_event_open",
        remedy: "use a kernel built with CONFIG_PERF_EVENTS, and no emulator")
    default:
      self.init(
        "perf_failed", "perf_event_open failed: \(systemErrorText(seen.hardwareCode))", remedy: nil)
    }
  }

  /// Permission denied: a level that is too high, or a filter in front of the call.
  private init(refusedFor seen: PerfObservation) {
    let level = seen.paranoidLevel.map { " (perf_event_paranoid is \($0))" } ?? ""
    guard seen.softwareCode != 0, let paranoid = seen.paranoidLevel, paranoid <= 2 else {
      self.init(
        "perf_permission", "this user may not count events\(level)",
        remedy: "set the sysctl kernel.perf_event_paranoid to 2 or less, or grant CAP_PERFMON")
      return
    }
    self.init(
      "perf_permission", "a filter refuses perf_event_open\(level)",
      remedy: "run the container with CAP_PERFMON and a seccomp profile that allows the call")
  }

  /// Judges PAPI, knowing whether the kernel's counters work without it.
  init(_ seen: PAPIObservation, perfIsUsable: Bool) {
    if let reason = seen.disabledReason {
      self.init(
        perfIsUsable ? "papi_cpu_unknown" : "papi_component_disabled",
        "PAPI has switched its processor component off: \(reason)",
        remedy: perfIsUsable ? "use a PAPI and libpfm that know this processor" : nil)
    } else if let failure = seen.failure {
      self.init(
        seen.version == nil ? "papi_failed" : "preset_missing",
        "PAPI can't count instructions and cycles: \(failure)", remedy: nil)
    } else {
      self.init(seen.selfTest, source: "PAPI \(seen.version ?? "")")
    }
  }

  /// Judges counters that opened by what they counted.
  private init(_ test: SelfTest?, source: String) {
    switch test?.verdict ?? .neverRan {
    case .believed:
      self.init(
        isUsable: true, reasonCode: "not_requested",
        reason: "counters work here (\(source)); this run did not ask for any", remedy: nil)
    case .neverRan:
      self.init(
        "counter_busy", "the counters open and never run (\(source))",
        remedy: "end the other profiler, or switch the NMI watchdog off")
    case .implausible(let what):
      self.init("counter_untrusted", "the counters are wrong (\(source)): \(what)", remedy: nil)
    }
  }

  private init(_ code: String, _ reason: String, remedy: String?) {
    self.init(isUsable: false, reasonCode: code, reason: reason, remedy: remedy)
  }
}
