internal import Glibc
internal import Machine
internal import Support

extension CounterRung {
  /// Judges the kernel's hardware events.
  init(perf seen: PerfObservation, emulator: String?) {
    guard seen.hardwareCode == 0 else {
      self.init(.perf, refused: seen.hardwareCode, seen, emulator: emulator)
      return
    }
    let kernel = seen.userOnly ? "; the kernel's own share may not be counted" : ""
    self.init(.perf, proof: seen.selfTest, "user mode\(kernel)", emulator: emulator)
  }

  /// Judges a refusal by its errno value: counters absent, permission denied, or call absent.
  init(_ kind: Kind, refused code: Int32, _ seen: PerfObservation, emulator: String?) {
    switch code {
    case ENOENT, ENODEV, EOPNOTSUPP, ENOSYS:
      self.init(kind, absent: code, emulator: emulator)
    case EACCES, EPERM:
      self.init(kind, forbidden: seen)
    default:
      self.init(kind, "perf_failed", "perf_event_open failed: \(systemErrorText(code))")
    }
  }

  private init(_ kind: Kind, absent code: Int32, emulator: String?) {
    if let emulator {
      self.init(
        kind, "emulated_cpu", "\(emulator) stands in for the processor, and counts nothing",
        remedy: "run on a processor, or on a guest that shows one's counters")
    } else if code == ENOSYS {
      self.init(
        kind, "perf_absent", "this kernel has no perf_event_open",
        remedy: "use a kernel built with CONFIG_PERF_EVENTS")
    } else {
      self.init(
        kind, "no_pmu", "this machine shows no hardware counters to its kernel",
        remedy: "use a metal host, or a virtual machine with counters enabled (vPMU)")
    }
  }

  /// Permission denied: a level that is too high, or a filter in front of the call.
  private init(_ kind: Kind, forbidden seen: PerfObservation) {
    let level = seen.paranoidLevel.map { " (perf_event_paranoid is \($0))" } ?? ""
    guard seen.softwareCode != 0, let paranoid = seen.paranoidLevel, paranoid <= 2 else {
      self.init(
        kind, "perf_permission", "this user may not count events\(level)",
        remedy: "set the sysctl kernel.perf_event_paranoid to 2 or less, or grant CAP_PERFMON")
      return
    }
    self.init(
      kind, "perf_permission", "a filter refuses perf_event_open\(level)",
      remedy: "run the container with CAP_PERFMON and a seccomp profile that allows the call")
  }

  /// Judges counters that opened by what they counted.
  init(_ kind: Kind, proof test: SelfTest?, _ how: String, emulator: String?) {
    switch test?.verdict ?? .neverRan {
    case .believed:
      self.init(kind, usable: "counted known work right (\(how))")
    case .neverRan:
      self.init(
        kind, "counter_busy", "the counters open and never run (\(how))",
        remedy: "end the other profiler, or switch the NMI watchdog off")
    case .implausible(let what):
      if let emulator {
        self.init(
          kind, "emulated_cpu",
          "\(emulator) stands in for the processor, and its counters are wrong: \(what)",
          remedy: "run on a processor")
      } else {
        self.init(kind, "counter_untrusted", "the counters are wrong (\(how)): \(what)")
      }
    }
  }
}
