package import Machine

/// The ways to count on this machine, best first: PAPI's event sets, the kernel's hardware events,
/// its software events, resource usage, clocks.
///
/// A way with counters is usable only after it counted known work right: a counter that opens may
/// still count wrong. Hardware is counted in user mode only, as in PAPI, so that both ways agree.
public struct CounterLadder: Equatable, Sendable {
  /// One rung for each kind, best first.
  public let rungs: [CounterRung]
  /// PAPI's version; nil where it would not initialise.
  public let papiVersion: String?
  /// The number of hardware counters that PAPI claims.
  public let hardwareCounterCount: Int
  /// The kernel's permission level; nil where it isn't exposed.
  public let paranoidLevel: Int?
  /// Whether the kernel's own share of software events may be counted; where not, switches and
  /// migrations would read 0.
  package let softwareSeesKernel: Bool
  /// Whether the kernel reports the time that a thread waited for a processor.
  package let hasSchedulerStatistics: Bool

  /// Queries PAPI and the kernel; some tens of milliseconds.
  ///
  /// PAPI stays initialised.
  public static func climb() -> CounterLadder { CounterLadder(.make()) }

  /// Judges an observation.
  package init(_ seen: LadderObservation) {
    let perf = CounterRung(perf: seen.perf, emulator: seen.emulator)
    rungs = [
      CounterRung(papi: seen.papi, perf: perf, emulator: seen.emulator), perf,
      CounterRung(software: seen.perf, emulator: seen.emulator), CounterRung(usage: seen.usage),
      CounterRung(.clock, usable: "the monotonic clock"),
    ]
    papiVersion = seen.papi.version
    hardwareCounterCount = seen.papi.hardwareCounterCount
    paranoidLevel = seen.perf.paranoidLevel
    softwareSeesKernel = seen.perf.softwareKernelCode == 0
    hasSchedulerStatistics = seen.usage.hasSchedulerStatistics
  }

  /// The rung of a kind.
  public subscript(kind: CounterRung.Kind) -> CounterRung {
    guard let rung = rungs.first(where: { $0.kind == kind }) else {
      preconditionFailure("a ladder has a rung of every kind")
    }
    return rung
  }

  /// The best rung that is usable.
  public var reached: CounterRung { rungs.first(where: \.isUsable) ?? self[.clock] }

  /// The rung that counts the processor's events, PAPI where usable; an unusable rung gives the
  /// reason.
  public var hardware: CounterRung { self[.papi].isUsable ? self[.papi] : self[.perf] }

  /// The best usable rung of this ladder that is unusable at the end of a run, as of the end.
  package func lost(atEnd end: CounterLadder) -> CounterRung? {
    end.rungs.first { self[$0.kind].isUsable && !$0.isUsable }
  }

  /// The manifest's facts about each rung, at the start of a run and, where given, at the end.
  package func facts(atEnd end: CounterLadder? = nil) -> [[Fact]] {
    rungs.map { rung in
      var facts = [
        Fact(key: "source", value: rung.kind.rawValue),
        Fact(key: "state", value: rung.isUsable ? "usable" : "unavailable"),
        Fact(key: "reason_code", value: rung.isUsable ? nil : rung.reasonCode),
        Fact(key: "reason", value: rung.reason), Fact(key: "remedy", value: rung.remedy),
      ]
      if let end = end?[rung.kind] {
        facts.append(
          Fact(key: "state_at_end", value: end.isUsable ? "usable" : end.reasonCode))
      }
      return facts + details(rung.kind)
    }
  }

  private func details(_ kind: CounterRung.Kind) -> [Fact] {
    switch kind {
    case .papi:
      [
        Fact(key: "papi_version", value: papiVersion),
        Fact(key: "papi_hardware_counters", value: String(hardwareCounterCount)),
      ]
    case .perf: [Fact(key: "perf_event_paranoid", value: paranoidLevel.map { String($0) })]
    case .software, .usage, .clock: []
    }
  }
}
