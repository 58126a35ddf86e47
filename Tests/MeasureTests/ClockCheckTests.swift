import Measure
import Support
import Testing

@Suite struct ClockCheckTests {
  /// A clock that answers by the number of earlier readings.
  private final class FakeClock {
    private var readings: UInt64 = 0
    private let time: (UInt64) -> UInt64

    init(_ time: @escaping (UInt64) -> UInt64) { self.time = time }

    func now() -> UInt64 {
      defer { readings += 1 }
      return time(readings)
    }
  }

  private func fault(_ time: @escaping (UInt64) -> UInt64) -> ClockError? {
    let clock = FakeClock(time)
    do throws(ClockError) {
      _ = try Clock.checked(clock.now)
      return nil
    } catch { return error }
  }

  @Test func aClockThatStandsStillIsNamed() {
    let error = fault { _ in 42 }
    #expect(error?.reasonCode == "clock_stands" && error?.kind == .environment)
  }

  @Test func aClockThatGoesBackIsNamedWithTheDistance() {
    #expect(fault { $0 == 5 ? 100 : 1000 + 20 * $0 } == .goesBack(nanoseconds: 980))
  }

  @Test func aClockOfCoarseStepsIsNamedWithTheStep() {
    #expect(fault { $0 / 1000 * 4_000_000 } == .coarse(stepNanoseconds: 4_000_000))
    #expect(fault { $0 / 50 * 1_000 } == nil, "a microsecond is fine enough")
  }

  /// A clock behind a slow device answers late, not coarsely.
  @Test func aClockThatIsSlowToReadIsNoCoarseOne() {
    #expect(fault { 2_500 * $0 } == nil)
  }

  @Test func thisMachinesClockPasses() throws {
    #expect(try Clock.checked().stepNanoseconds >= 1)
  }

  @Test(arguments: [("clock_stands", UInt64(0)), ("clock_goes_back", 1)])
  func calibrationOnABrokenClockEndsWithTheReason(code: String, descent: UInt64) {
    let clock = FakeClock { (1 << 40) - descent * $0 }
    var plan = ContestPlan()
    plan.rounds = 2
    let result = Contest(
      [Contestant(id: "a", ready: { _ in }, run: { _ in })], plan: plan, now: clock.now
    ).run()
    guard case .environment(let reason, let found)? = result.entries[0].failure else {
      Issue.record("\(result.entries)")
      return
    }
    #expect(found == code && reason.contains("clock"))
    #expect(result.entries[0].batchNanoseconds.isEmpty)
  }

  @Test func refusedMemoryIsTheEnvironmentsAndNamesItsPurpose() {
    let error = WorkError(
      .memoryRefused(byteCount: 4_200_000_000, code: 12), for: "the pages of kernel.apply")
    #expect(error.kind == .environment)
    #expect(error.description.contains("4.2 GB for the pages of kernel.apply"))
    guard case .environment(_, "memory_refused") = error else {
      Issue.record("\(error)")
      return
    }
  }
}
