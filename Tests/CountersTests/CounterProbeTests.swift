import Counters
import Glibc
import Machine
import TestSupport
import Testing

@Suite struct CounterProbeTests {
  private static let right = SelfTest(
    [1_000_000, 2_000_000].map {
      SelfTest.Reading(iterations: $0, instructions: $0 * 2 + 900, cycles: $0)
    })

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
    let perf = PerfObservation(
      hardwareCode: hardware, softwareCode: software, paranoidLevel: level)
    let probe = CounterProbe(perf: perf, papi: disabledPAPI())
    #expect(!probe.perf.isUsable)
    #expect(probe.perf.reasonCode == code)
    #expect(probe.papi.reasonCode == "papi_component_disabled")
    #expect(probe.papi.reason.contains("no default PMU found"))
    #expect(probe.summary == probe.perf)
  }

  @Test func filterAndLevelHaveDifferentRemedies() {
    let byLevel = PerfObservation(hardwareCode: EACCES, softwareCode: EACCES, paranoidLevel: 3)
    let byFilter = PerfObservation(hardwareCode: EPERM, softwareCode: EPERM, paranoidLevel: 2)
    let remedies = [byLevel, byFilter].map {
      CounterProbe(perf: $0, papi: disabledPAPI()).perf.remedy ?? ""
    }
    #expect(remedies[0].contains("perf_event_paranoid"))
    #expect(remedies[1].contains("seccomp"))
  }

  @Test func countersThatCountedRightAreUsable() {
    let probe = CounterProbe(
      perf: PerfObservation(hardwareCode: 0, selfTest: Self.right), papi: workingPAPI())
    #expect(probe.papi.isUsable && probe.perf.isUsable)
    #expect(probe.summary.reasonCode == "not_requested")
  }

  @Test func workingKernelEventsShowThatPAPIIsTooOld() {
    let probe = CounterProbe(
      perf: PerfObservation(hardwareCode: 0, selfTest: Self.right), papi: disabledPAPI())
    #expect(probe.papi.reasonCode == "papi_cpu_unknown")
    #expect(probe.summary == probe.perf && probe.summary.reasonCode == "not_requested")
  }

  @Test func openedCountersAreNotBelievedWithoutRightValues() {
    let idle = SelfTest([
      SelfTest.Reading(iterations: 1, instructions: 0, cycles: 0, ranThroughout: false)
    ])
    let busy = CounterProbe(
      perf: PerfObservation(hardwareCode: 0, selfTest: idle), papi: disabledPAPI())
    #expect(busy.perf.reasonCode == "counter_busy")
    #expect(!busy.perf.isUsable && !busy.papi.isUsable)

    let silent = CounterProbe(
      perf: PerfObservation(hardwareCode: 0, selfTest: nil), papi: disabledPAPI())
    #expect(silent.perf.reasonCode == "counter_busy")
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
    let probe = CounterProbe(perf: PerfObservation(hardwareCode: ENOENT), papi: papi)
    #expect(probe.papi.isUsable == believed)
    #expect(probe.papi.reasonCode == (believed ? "not_requested" : "counter_untrusted"))
  }

  @Test func presetThatIsMissingAndLibraryThatFailsAreNamed() {
    var missing = PAPIObservation()
    missing.version = "7.0.0"
    missing.failure = "Event does not exist"
    var failed = PAPIObservation()
    failed.failure = "out of memory"
    let perf = PerfObservation(hardwareCode: ENOENT)
    #expect(CounterProbe(perf: perf, papi: missing).papi.reasonCode == "preset_missing")
    #expect(CounterProbe(perf: perf, papi: failed).papi.reasonCode == "papi_failed")
  }

  /// Every machine has an answer, and a source is called usable only with a proof behind it.
  @Test func thisMachineHasAnAnswer() {
    let probe = CounterProbe.run()
    #expect(!probe.summary.reason.isEmpty)
    #expect(probe.papiVersion != nil)
    #expect(probe.papi.isUsable == (probe.papi.reasonCode == "not_requested"))
    #expect(probe.perf.isUsable == (probe.perf.reasonCode == "not_requested"))
    #expect(CounterProbe.run() == probe, "asking twice gives the same answer")
    #expect(probe.facts.allSatisfy { !($0.value ?? "").contains("\n") })
  }
}
