import Counters
import Glibc
import Machine
import TestSupport
import Testing

@Suite struct CounterLadderTests {
  private static func readings(
    _ iterations: [UInt64], extra: [UInt64] = []
  ) -> [SelfTest.Reading] {
    iterations.enumerated().map { index, count in
      SelfTest.Reading(
        iterations: count, instructions: count * 2 + (index < extra.count ? extra[index] : 90),
        cycles: count)
    }
  }

  private static let right = SelfTest(
    readings([1_000_000, 2_000_000, 4_000_000, 2_000_000, 2_000_000]))

  private func workingPAPI() -> PAPIObservation {
    var papi = PAPIObservation()
    papi.version = "7.0.0"
    papi.hardwareCounterCount = 6
    papi.selfTest = Self.right
    return papi
  }

  private func disabledPAPI() -> PAPIObservation {
    var papi = PAPIObservation()
    papi.version = "7.0.0"
    papi.disabledReason = "no default PMU found"
    return papi
  }

  private func ladder(
    _ perf: PerfObservation, papi: PAPIObservation? = nil, emulator: String? = nil
  ) -> CounterLadder {
    CounterLadder(
      LadderObservation(papi: papi ?? disabledPAPI(), perf: perf, emulator: emulator))
  }

  @Test(
    arguments: [
      (ENOENT, 0, 2, "no_pmu"), (EOPNOTSUPP, 0, 2, "no_pmu"), (ENODEV, 0, -1, "no_pmu"),
      (EACCES, EACCES, 3, "perf_permission"), (EPERM, EPERM, 1, "perf_permission"),
      (EACCES, 0, 2, "perf_permission"), (ENOSYS, ENOSYS, 2, "perf_absent"),
      (EMFILE, 0, 2, "perf_failed"),
    ] as [(Int32, Int32, Int, String)])
  func refusalIsToldApartByItsCause(
    _ hardware: Int32, _ software: Int32, _ level: Int, _ code: String
  ) {
    let ladder = ladder(
      PerfObservation(hardwareCode: hardware, softwareCode: software, paranoidLevel: level))
    #expect(!ladder[.perf].isUsable && ladder[.perf].reasonCode == code)
    #expect(ladder[.papi].reasonCode == "papi_component_disabled")
    #expect(ladder[.papi].reason.contains("no default PMU found"))
    #expect(ladder[.papi].remedy == ladder[.perf].remedy, "the way out is the same")
    #expect(ladder.hardware == ladder[.perf])
    #expect(ladder[.software].isUsable == (software == 0))
    #expect(ladder.reached.kind == (software == 0 ? .software : .usage))
  }

  @Test func filterAndLevelHaveDifferentRemedies() {
    let byLevel = PerfObservation(hardwareCode: EACCES, softwareCode: EACCES, paranoidLevel: 3)
    let byFilter = PerfObservation(hardwareCode: EPERM, softwareCode: EPERM, paranoidLevel: 2)
    let remedies = [byLevel, byFilter].map { ladder($0)[.perf].remedy ?? "" }
    #expect(remedies[0].contains("perf_event_paranoid"))
    #expect(remedies[1].contains("seccomp"))
  }

  /// An emulator lacks counters or invents values; in both cases the emulator is the cause.
  @Test(arguments: [ENOSYS, ENOENT]) func emulatorIsNamedAsTheCause(_ code: Int32) {
    let absent = ladder(
      PerfObservation(hardwareCode: code, softwareCode: code), emulator: "QEMU")
    #expect(absent[.perf].reasonCode == "emulated_cpu" && absent[.perf].reason.contains("QEMU"))
    #expect(absent[.software].reasonCode == "emulated_cpu")
    #expect(absent.reached.kind == .usage)
    let wrong = SelfTest(Self.readings([1_000_000], extra: [900_000]))
    let invented = ladder(
      PerfObservation(hardwareCode: 0, selfTest: wrong), emulator: "valgrind")
    #expect(invented[.perf].reasonCode == "emulated_cpu")
  }

  @Test func countersThatCountedRightAreUsable() {
    let ladder = ladder(
      PerfObservation(hardwareCode: 0, selfTest: Self.right), papi: workingPAPI())
    #expect(ladder.rungs.map(\.kind) == CounterRung.Kind.allCases)
    #expect(ladder.rungs.allSatisfy { $0.isUsable && $0.reasonCode.isEmpty && $0.remedy == nil })
    #expect(ladder.reached.kind == .papi && ladder.hardware.kind == .papi)
  }

  @Test func workingKernelEventsShowThatPAPIIsTooOld() {
    let ladder = ladder(PerfObservation(hardwareCode: 0, selfTest: Self.right))
    #expect(ladder[.papi].reasonCode == "papi_cpu_unknown")
    #expect(ladder.reached.kind == .perf && ladder.hardware.isUsable)
  }

  @Test func openedCountersAreNotBelievedWithoutValues() {
    let idle = SelfTest([
      SelfTest.Reading(iterations: 1, instructions: 0, cycles: 0, ranThroughout: false)
    ])
    for test in [idle, nil] {
      let ladder = ladder(PerfObservation(hardwareCode: 0, selfTest: test))
      #expect(ladder[.perf].reasonCode == "counter_busy")
      #expect(ladder.reached.kind == .software)
    }
  }

  @Test(
    arguments: [
      (2_000_000, 1_000_000, true), (2_019_000, 300_000, true), (2_021_000, 1_000_000, false),
      (0, 0, false), (2_000_000, 0, false), (2_000_000, 2_000, false),
      (2_000_000, 30_000_000, false),
    ] as [(UInt64, UInt64, Bool)])
  func implausibleCountsAreNotTrusted(
    _ instructions: UInt64, _ cycles: UInt64, _ believed: Bool
  ) {
    let test = SelfTest([
      SelfTest.Reading(iterations: 1_000_000, instructions: instructions, cycles: cycles)
    ])
    #expect((test.verdict == .believed) == believed)
    var papi = workingPAPI()
    papi.selfTest = test
    let ladder = ladder(PerfObservation(hardwareCode: ENOENT), papi: papi)
    #expect(ladder[.papi].isUsable == believed)
    #expect(ladder[.papi].reasonCode == (believed ? "" : "counter_untrusted"))
  }

  /// The same work counts the same, and more work counts more.
  @Test func unsteadyCountsAreNotTrusted() {
    let steady = SelfTest(Self.readings([2_000_000, 2_000_000], extra: [90, 489]))
    let varying = SelfTest(Self.readings([2_000_000, 2_000_000], extra: [90, 492]))
    #expect(steady.verdict == .believed && varying.verdict != .believed)
    let slower = SelfTest([
      SelfTest.Reading(iterations: 1_000_000, instructions: 2_000_000, cycles: 2_000_000),
      SelfTest.Reading(iterations: 2_000_000, instructions: 4_000_000, cycles: 1_500_000),
    ])
    guard case .implausible = slower.verdict else {
      Issue.record("more work took fewer cycles, and was believed")
      return
    }
  }

  @Test func failuresOfPAPIAreToldApart() {
    var missing = PAPIObservation()
    missing.version = "7.0.0"
    missing.failure = "Event does not exist"
    missing.lacksPreset = true
    var refused = PAPIObservation()
    refused.version = "7.0.0"
    refused.failure = "A System/C library call failed"
    var failed = PAPIObservation()
    failed.failure = "out of memory"
    var gone = PAPIObservation()
    gone.missing = "libpapi.so: no such file"
    let absent = PerfObservation(hardwareCode: ENOENT)
    let working = PerfObservation(hardwareCode: 0, selfTest: Self.right)
    #expect(ladder(absent, papi: gone)[.papi].reasonCode == "papi_missing")
    #expect(ladder(working, papi: gone)[.papi].reason.contains("no such file"))
    #expect(ladder(absent, papi: missing)[.papi].reasonCode == "preset_missing")
    #expect(ladder(absent, papi: failed)[.papi].reasonCode == "papi_failed")
    #expect(ladder(absent, papi: refused)[.papi].reasonCode == "no_pmu", "the kernel's own cause")
    #expect(ladder(working, papi: refused)[.papi].reasonCode == "papi_failed")
  }

  /// Without the kernel's share, switches and migrations would read 0 with no error.
  @Test func softwareEventsSayWhetherTheySeeTheKernel() {
    let blind = ladder(
      PerfObservation(hardwareCode: ENOENT, softwareCode: 0, softwareKernelCode: EACCES))
    let seeing = ladder(PerfObservation(hardwareCode: ENOENT))
    #expect(blind[.software].isUsable && !blind.softwareSeesKernel)
    #expect(blind[.software].reason.contains("user mode only"))
    #expect(seeing.softwareSeesKernel && seeing[.software].reason.contains("kernel included"))
  }

  @Test func softwareEventsThatMissFaultsAreNotTrusted() {
    let short = PerfObservation(hardwareCode: ENOENT, softwareFaults: 63)
    #expect(ladder(short)[.software].reasonCode == "counter_untrusted")
    #expect(ladder(short).reached.kind == .usage)
  }

  @Test func clocksAreLeftWhereTheKernelChargesNothing() {
    let bare = CounterLadder(
      LadderObservation(
        papi: disabledPAPI(), perf: PerfObservation(hardwareCode: ENOSYS, softwareCode: ENOSYS),
        usage: UsageObservation(hasUsage: false, hasSchedulerStatistics: false)))
    #expect(bare[.usage].reasonCode == "usage_absent" && bare.reached.kind == .clock)
  }

  @Test func manifestSaysHowEachRungStoodAtBothEnds() {
    let start = ladder(PerfObservation(hardwareCode: 0, selfTest: Self.right))
    let end = ladder(
      PerfObservation(hardwareCode: 0, selfTest: SelfTest(Self.readings([1_000_000], extra: [0]))))
    let wrong = ladder(PerfObservation(hardwareCode: 0, selfTest: nil))
    func state(_ end: CounterLadder) -> [String?] {
      start.facts(atEnd: end)[1].filter { $0.key.hasPrefix("state") }.map(\.value)
    }
    #expect(state(end) == ["usable", "usable"])
    #expect(state(wrong) == ["usable", "counter_busy"])
  }

  /// Every machine reaches a rung, and a counting rung is usable only with a proof.
  @Test func thisMachineHasAnAnswer() {
    let ladder = CounterLadder.climb()
    #expect(ladder.papiVersion != nil)
    for rung in ladder.rungs {
      #expect(!rung.reason.isEmpty)
      #expect(rung.isUsable == rung.reasonCode.isEmpty)
    }
    #expect(CounterLadder.climb() == ladder, "asking twice gives the same answer")
    #expect(ladder.facts().joined().allSatisfy { !($0.value ?? "").contains("\n") })
  }
}
