internal import CPlatform

/// An event that can be counted, with its name in each way to count.
package struct CounterEvent: Sendable {
  /// The name in results: "branch_misses".
  package let metric: String
  /// The unit: "count", or "ns" for times.
  package let unit: String
  /// One line for lists.
  package let about: String
  /// PAPI's name of the event: "PAPI_BR_MSP".
  package let preset: String?
  /// libpfm's name of the kernel's event: "perf::BRANCH-MISSES".
  package let perfName: String?
  /// The kernel's event; nil for an amount that the kernel charges without a counter.
  let perf: cp_perf_event?
  /// Whether the event reads 0 where the kernel's own share may not be counted.
  let needsKernel: Bool

  init(
    _ metric: String, unit: String = "count", preset: String? = nil, perfName: String? = nil,
    perf: cp_perf_event? = nil, needsKernel: Bool = false, _ about: String
  ) {
    self.metric = metric
    self.unit = unit
    self.about = about
    self.preset = preset
    self.perfName = perfName
    self.perf = perf
    self.needsKernel = needsKernel
  }

  /// Whether the processor counts the event.
  package var isHardware: Bool { preset != nil || perf.map(Self.hardware.contains) ?? false }

  /// Every event with a name in results, the processor's first.
  package static let all = processor + kernel

  /// The event with this name in PAPI or libpfm.
  static func named(_ name: String) -> CounterEvent? {
    all.first { $0.preset == name || $0.perfName == name }
  }

  /// The unit of a metric by its name; "count" for an unknown metric.
  package static func unit(of metric: String) -> String {
    all.first { $0.metric == metric }?.unit ?? "count"
  }

  /// The event with this metric; traps on an unknown name.
  static func of(_ metric: String) -> CounterEvent {
    guard let event = all.first(where: { $0.metric == metric }) else {
      preconditionFailure("there is no event \(metric)")
    }
    return event
  }
}

extension CounterEvent {
  private static let hardware = [
    CP_PERF_CYCLES, CP_PERF_INSTRUCTIONS, CP_PERF_BRANCHES, CP_PERF_BRANCH_MISSES,
    CP_PERF_L1D_READ_MISSES, CP_PERF_DTLB_READ_MISSES, CP_PERF_LLC_READ_MISSES,
    CP_PERF_REFERENCE_CYCLES, CP_PERF_CACHE_REFERENCES, CP_PERF_CACHE_MISSES,
  ]

  private static let processor = [
    CounterEvent(
      "cycles", preset: "PAPI_TOT_CYC", perfName: "perf::CYCLES", perf: CP_PERF_CYCLES,
      "core cycles"),
    CounterEvent(
      "instructions", preset: "PAPI_TOT_INS", perfName: "perf::INSTRUCTIONS",
      perf: CP_PERF_INSTRUCTIONS, "instructions retired"),
    CounterEvent(
      "branches", preset: "PAPI_BR_INS", perfName: "perf::BRANCHES", perf: CP_PERF_BRANCHES,
      "branches retired"),
    CounterEvent(
      "branch_misses", preset: "PAPI_BR_MSP", perfName: "perf::BRANCH-MISSES",
      perf: CP_PERF_BRANCH_MISSES, "branches predicted wrong"),
    CounterEvent(
      "l1d_misses", preset: "PAPI_L1_DCM", perfName: "perf::L1-DCACHE-LOAD-MISSES",
      perf: CP_PERF_L1D_READ_MISSES, "misses of the first data cache (loads, through the kernel)"),
    CounterEvent("l2_misses", preset: "PAPI_L2_DCM", "data misses of the second cache"),
    CounterEvent(
      "dtlb_misses", preset: "PAPI_TLB_DM", perfName: "perf::DTLB-LOAD-MISSES",
      perf: CP_PERF_DTLB_READ_MISSES, "address translations that missed (loads, through the kernel)"
    ),
    CounterEvent(
      "llc_misses", preset: "PAPI_L3_TCM", perfName: "perf::LLC-LOAD-MISSES",
      perf: CP_PERF_LLC_READ_MISSES, "misses of the last cache (loads, through the kernel)"),
    CounterEvent(
      "reference_cycles", preset: "PAPI_REF_CYC", perfName: "perf::REF-CYCLES",
      perf: CP_PERF_REFERENCE_CYCLES, "cycles of the reference clock"),
    CounterEvent(
      "cache_references", perfName: "perf::CACHE-REFERENCES", perf: CP_PERF_CACHE_REFERENCES,
      "what the kernel calls cache references here"),
    CounterEvent(
      "cache_misses", perfName: "perf::CACHE-MISSES", perf: CP_PERF_CACHE_MISSES,
      "what the kernel calls cache misses here"),
  ]

  private static let kernel = [
    CounterEvent(
      "page_faults", perfName: "perf::PAGE-FAULTS", perf: CP_PERF_PAGE_FAULTS, "page faults"),
    CounterEvent(
      "page_faults_minor", perfName: "perf::MINOR-FAULTS", perf: CP_PERF_MINOR_FAULTS,
      "page faults served without reading a disk"),
    CounterEvent(
      "page_faults_major", perfName: "perf::MAJOR-FAULTS", perf: CP_PERF_MAJOR_FAULTS,
      "page faults that waited for a disk"),
    CounterEvent(
      "task_clock", unit: "ns", perfName: "perf::TASK-CLOCK", perf: CP_PERF_TASK_CLOCK,
      needsKernel: true, "time on a processor"),
    CounterEvent(
      "cpu_clock", unit: "ns", perfName: "perf::CPU-CLOCK", perf: CP_PERF_CPU_CLOCK,
      needsKernel: true, "time on a processor, by its own clock"),
    CounterEvent(
      "cpu_migrations", perfName: "perf::CPU-MIGRATIONS", perf: CP_PERF_CPU_MIGRATIONS,
      needsKernel: true, "moves to another processor"),
    CounterEvent(
      "context_switches", perfName: "perf::CONTEXT-SWITCHES", perf: CP_PERF_CONTEXT_SWITCHES,
      needsKernel: true, "times the thread left its processor"),
    CounterEvent("system_time", unit: "ns", "time in the kernel"),
    CounterEvent("run_delay", unit: "ns", "time ready to run, and waiting for a processor"),
  ]
}
