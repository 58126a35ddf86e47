import Foundation
import Measure
import Support
import TestSupport
import Testing

/// The statistics of a gate, on data whose answer is known.
struct GateStatisticsTests {
  private let rules = GateRules(
    threshold: 0.05, clockStepNanoseconds: 1, operationsPerIteration: 1)

  /// A launch of `rounds` rounds in which the arms' batches take these times.
  private func launch(
    base: Double = 1_000_000, again: Double = 1_000_000, head: Double, canary: Double = 1,
    rounds: Int = 40
  ) -> GateLaunch {
    var launch = GateLaunch(iterations: 1_000)
    for round in 0..<rounds {
      // Both sides of a round share its disturbance.
      let weather = round.isMultiple(of: 7) ? 3.0 : 1.0
      launch.base.append(base * weather)
      launch.again.append(again * weather)
      launch.head.append(head * weather)
      launch.baseCanary.append(250_000)
      launch.againCanary.append(250_000)
      launch.headCanary.append(250_000 * canary)
    }
    return launch
  }

  /// Launches whose head is slower by these shares.
  private func launches(_ shares: [Double]) -> [GateLaunch] {
    shares.map { launch(head: 1_000_000 * (1 + $0)) }
  }

  @Test func theEstimateIsTheMedianOfLaunchesWithTheirExtremes() throws {
    let shares = [0.10, 0.11, 0.12, 0.13, 0.14, 0.15, 0.16, 0.17]
    let screening = GateScreening(launches(shares), rules: rules, seed: 1)
    #expect(abs(screening.estimate.ratio - (1.13 * 1.14).squareRoot()) < 1e-9)
    #expect(abs(try #require(screening.estimate.low) - 1.10) < 1e-9)
    #expect(abs(try #require(screening.estimate.high) - 1.17) < 1e-9)
    // 1 - 2 / 2^8, as in the table of sign intervals.
    #expect(abs(screening.estimate.level - 0.9921875) < 1e-12)
    #expect(screening.estimate.launchCount == 8 && screening.estimate.pairCount == 320)
    #expect(screening.verdict == .regression)
    #expect(screening.baseNanosecondsPerOperation == 1_000)
  }

  @Test(arguments: [
    ([0.0, 0.01, -0.01, 0.02, -0.02, 0.01, 0, 0.03], Verdict.equivalent),
    ([0.0, 0.01, -0.01, 0.02, -0.02, 0.01, 0, 0.06], .inconclusive),
    ([0.06, 0.06, 0.06, 0.06, 0.06, 0.06, 0.06, 0.051], .regression),
    ([-0.1, -0.1, -0.1, -0.1, -0.12, -0.1, -0.1, -0.1], .improvement),
  ])
  func theWholeIntervalDecides(shares: [Double], verdict: Verdict) {
    #expect(GateScreening(launches(shares), rules: rules, seed: 1).verdict == verdict)
  }

  @Test func aBaseThatDiffersFromItselfMakesTheMachineUnfit() {
    let launches = (0..<8).map { _ in launch(again: 1_030_000, head: 1_200_000) }
    let screening = GateScreening(launches, rules: rules, seed: 1)
    #expect(screening.verdict == .inconclusive && !screening.isFit)
    #expect(screening.noiseCause.hasPrefix("the base differs from itself"))
  }

  @Test func aCanaryThatMovesBetweenArmsMakesTheMachineUnfit() {
    let launches = (0..<8).map { _ in launch(head: 1_200_000, canary: 1.1) }
    let screening = GateScreening(launches, rules: rules, seed: 1)
    #expect(screening.verdict == .inconclusive)
    #expect(screening.noiseCause.hasPrefix("the canary moved"))
  }

  @Test func aSecondLookDecidesWhereOneLaunchWasOff() {
    var shares = Array(repeating: 0.0, count: 7) + [0.06]
    func verdict(_ look: Int) -> Verdict {
      GateScreening(
        launches(shares), rules: rules, look: look, looks: GateScreening.looks, seed: 1
      ).verdict
    }
    #expect(verdict(1) == .inconclusive)
    shares += Array(repeating: 0.0, count: GateScreening.addedLaunchCount)
    #expect(verdict(2) == .equivalent)
  }

  /// Gates whose launches differ by one percent, and more of them with the change that those say
  /// they can see.
  @Test(arguments: [8, 16]) func fourOfFiveGatesFlagTheChangeThatOneCanSee(count: Int) throws {
    print("seed 43")
    var random = SplitMix64(seed: 43)
    func noise() -> Double {
      0.01 * (0..<12).reduce(-6) { sum, _ in sum + Double.random(in: 0..<1, using: &random) }
    }
    func gate(_ change: Double) -> GateScreening {
      let launches = (0..<count).map { _ in
        launch(head: 1_000_000 * (1 + change) * exp(noise()), rounds: 1)
      }
      return GateScreening(launches, rules: rules, look: 1, looks: 2, seed: 1)
    }
    var flagged = 0
    for _ in 0..<50 {
      let change = try #require(gate(0).minimumDetectableEffect)
      for _ in 0..<4 where gate(change).estimate.low ?? 0 > 1.05 { flagged += 1 }
    }
    #expect((148...190).contains(flagged), "\(flagged) of 200")
  }

  @Test func anEstimateIsShownWithItsInterval() {
    let shares = [0.10, 0.11, 0.12, 0.13, 0.14, 0.15, 0.16, 0.17]
    let screening = GateScreening(launches(shares), rules: rules, seed: 1)
    #expect(GateFormat.change(screening.estimate) == "+13 % (+10 % to +17 %)")
  }

  @Test func fewLaunchesDecideNothing() {
    let screening = GateScreening(
      launches([0.5, 0.5, 0.5]), rules: rules, seed: 1)
    #expect(screening.verdict == .inconclusive)
    #expect(screening.noiseCause.contains("too few"))
  }

  @Test func aChangeBelowTheFloorIsEquivalent() {
    var floored = rules
    floored.floorNanoseconds = 200
    let screening = GateScreening(
      launches(Array(repeating: 0.1, count: 8)), rules: floored, seed: 1)
    #expect(screening.verdict == .equivalent)
    #expect(screening.reason.hasPrefix("below the floor"))
  }

  /// The chance that all of twelve coins fall on one side is 1 / 4096, that eleven or more do is
  /// 13 / 4096.
  @Test(arguments: [(12, 1.0 / 4096), (11, 13.0 / 4096), (0, 1.0)])
  func confirmationIsASignTest(beyond: Int, probability: Double) {
    let shares = (0..<12).map { $0 < beyond ? 0.06 : 0.04 }
    let confirmation = GateConfirmation(launches(shares), rules: rules, seed: 1)
    #expect(abs(confirmation.probability - probability) < 1e-12)
  }

  @Test func improvementsAreConfirmedInTheMirror() {
    let shares = Array(repeating: -0.1, count: 12)
    let confirmation = GateConfirmation(
      launches(shares), rules: rules, of: .improvement, seed: 1)
    #expect(abs(confirmation.probability - 1.0 / 4096) < 1e-12)
  }

  /// The worked example of Holm's paper's procedure: p times the number of tests left, never
  /// falling, at most one.
  @Test func holmsCorrectionFollowsItsSteps() {
    let adjusted = Holm.adjusted([0.01, 0.04, 0.03, 0.005])
    let expected = [0.03, 0.06, 0.06, 0.02]
    for (found, wanted) in zip(adjusted, expected) { #expect(abs(found - wanted) < 1e-12) }
    #expect(Holm.adjusted([0.6, 0.9]) == [1, 1])
    #expect(Holm.adjusted([]) == [])
  }

  /// Gates of no change, with one percent between launches and heavy tails between batches.
  @Test func noChangeIsNeverConfirmed() {
    print("seed 41")
    var random = SplitMix64(seed: 41)
    var screened = 0, confirmed = 0
    for gate in 0..<120 {
      let outcome = simulated(1, gate, &random)
      if outcome.screened { screened += 1 }
      if outcome.confirmed { confirmed += 1 }
    }
    #expect(confirmed == 0 && screened <= 1)
  }

  @Test func aTenthIsConfirmedNearlyAlways() {
    print("seed 42")
    var random = SplitMix64(seed: 42)
    let confirmed = (0..<60).count { simulated(1.1, $0, &random).confirmed }
    #expect(confirmed >= 57)
  }

  /// Gates of builds whose launches differ by four percent, so that some need their second look.
  @Test(arguments: [(1.0, 0...0), (1.2, 54...60)])
  func twoLooksCryNoWolfAndSeeALargeChange(ratio: Double, expected: ClosedRange<Int>) {
    print("seed 44")
    var random = SplitMix64(seed: 44)
    var confirmed = 0, secondLooks = 0
    for gate in 0..<60 {
      let launches = (0..<28).map { _ in noisyLaunch(ratio, layout: 0.04, &random) }
      func screening(_ count: Int, _ look: Int) -> GateScreening {
        GateScreening(
          Array(launches.prefix(count)), rules: rules, look: look, looks: GateScreening.looks,
          seed: UInt64(gate))
      }
      var found = screening(8, 1)
      if found.verdict == .inconclusive {
        secondLooks += 1
        found = screening(8 + GateScreening.addedLaunchCount, 2)
      }
      guard found.verdict == .regression else { continue }
      let confirmation = GateConfirmation(
        Array(launches.suffix(12)), rules: rules, seed: UInt64(gate))
      if confirmation.probability <= GateConfirmation.level { confirmed += 1 }
    }
    #expect(expected.contains(confirmed), "\(confirmed) confirmed, \(secondLooks) second looks")
    #expect(secondLooks > 0)
  }

  private func simulated(
    _ ratio: Double, _ gate: Int, _ random: inout SplitMix64
  ) -> (screened: Bool, confirmed: Bool) {
    let launches = (0..<20).map { _ in noisyLaunch(ratio, &random) }
    let screening = GateScreening(
      Array(launches.prefix(8)), rules: rules, look: 1, looks: 2, seed: UInt64(gate))
    guard screening.verdict == .regression else { return (false, false) }
    let confirmation = GateConfirmation(
      Array(launches.suffix(12)), rules: rules, seed: UInt64(gate))
    return (true, confirmation.probability <= GateConfirmation.level)
  }

  /// A launch with so much difference between layouts, and heavy tails between batches.
  private func noisyLaunch(
    _ ratio: Double, layout: Double = 0.01, _ random: inout SplitMix64
  ) -> GateLaunch {
    func normal() -> Double {
      (0..<12).reduce(-6) { sum, _ in sum + Double.random(in: 0..<1, using: &random) }
    }
    let layouts = [1, 1, ratio].map { $0 * exp(layout * normal()) }
    var launch = GateLaunch(iterations: 1_000)
    for _ in 0..<40 {
      let times = layouts.map { usual in
        let tail = Double.random(in: 0..<1, using: &random) < 0.05 ? 4.0 : 1
        return 1_000_000 * usual * exp(0.02 * normal()) * tail
      }
      launch.base.append(times[0])
      launch.again.append(times[1])
      launch.head.append(times[2])
      for arm in [\GateLaunch.baseCanary, \.againCanary, \.headCanary] {
        launch[keyPath: arm].append(250_000 * exp(0.005 * normal()))
      }
    }
    return launch
  }
}

/// The file in which gates of known outcome are added up.
struct GateTrialTests {
  private func trial(_ planted: Double, _ verdict: Verdict) -> GateTrial {
    var trial = GateTrial()
    trial.keys.startedUTC = "2026-11-20T09:30:00Z"
    trial.keys.hostID = "host"
    trial.keys.buildID = "build"
    trial.keys.cellID = "apply.4K"
    trial.planted = planted
    trial.threshold = 0.05
    trial.verdict = verdict
    trial.ratio = 1.1
    return trial
  }

  @Test func trialsReadBackAsTheyWereWritten() {
    let trials = [trial(0, .equivalent), trial(0.1, .regression)]
    let read = ResultTable.parse(Array(ResultTable.text(trials).utf8), as: GateTrial.self)
    #expect(read.findings.isEmpty && read.rows == trials)
  }

  /// Later versions must still read them.
  @Test func theCommittedGatesAreRead() throws {
    let bytes = try Golden.bytes(atPath: Repository.path("results/nightly/gates.csv"))
    let read = ResultTable.parse(bytes, as: GateTrial.self)
    #expect(read.findings.isEmpty && !read.rows.isEmpty)
  }

  @Test func onlyARegressionBelowTheThresholdIsAFalseAlarm() {
    #expect(trial(0, .regression).isFalseAlarm && trial(0.02, .regression).isFalseAlarm)
    #expect(!trial(0.1, .regression).isFalseAlarm && !trial(0, .inconclusive).isFalseAlarm)
  }
}

/// The verdicts as people and build servers read them.
struct GateFormatTests {
  private func row(_ verdict: Verdict, _ cell: String, _ change: Double?) -> CompareRow {
    var row = CompareRow()
    row.keys.scenario = "gate"
    row.keys.cellID = cell
    row.metric = "time"
    row.threshold = 0.05
    row.ratio = change.map { 1 + $0 }
    row.ratioLow = change.map { 0.99 + $0 }
    row.ratioHigh = change.map { 1.01 + $0 }
    row.verdict = verdict
    row.verdictReason = "because <of> 100 % \"noise\""
    return row
  }

  private var rows: [CompareRow] {
    [
      row(.equivalent, "a", 0), row(.inconclusive, "b", 0.04), row(.regression, "c", 0.1),
      row(.unverified, "d", nil), row(.notComparable, "e", nil), row(.improvement, "f", -0.1),
    ]
  }

  @Test func theGravestVerdictComesFirst() {
    let lines = GateFormat.table.render(rows, FormatStyle()).split(separator: "\n")
    let cells = lines.dropFirst(2).prefix(6).map { line in
      line.split(separator: "/")[1].prefix(1)
    }
    #expect(cells == ["d", "c", "f", "b", "e", "a"])
    #expect(
      lines.last
        == "1 wrong, 1 regression, 1 improvement, 1 can't tell, 1 not comparable, 1 equal")
  }

  @Test func equalCountsAreNotShownAndChangedOnesAre() {
    var count = row(.equivalent, "a", 0)
    count.metric = "kernel_calls"
    #expect(!GateFormat.table.render([count], FormatStyle()).contains("kernel_calls"))
    count.verdict = .regression
    #expect(GateFormat.table.render([count], FormatStyle()).contains("kernel_calls"))
  }

  @Test func junitCountsFailuresErrorsAndSkips() throws {
    let text = GateFormat.junit.render(rows, FormatStyle())
    #expect(text.contains("name=\"gate\" tests=\"6\" failures=\"1\" errors=\"1\" skipped=\"2\""))
    #expect(text.contains("because &lt;of&gt; 100 % &quot;noise&quot;"))
    let document = XMLCount()
    #expect(document.cases(in: text) == 6, "well formed")
  }

  @Test func eachScenarioIsASuite() {
    var other = row(.regression, "a", 0.1)
    other.keys.scenario = "replay"
    let text = GateFormat.junit.render(rows + [other], FormatStyle())
    #expect(text.contains("<testsuite name=\"replay\" tests=\"1\" failures=\"1\""))
    #expect(text.split(separator: "\n").count { $0.hasPrefix("  <testsuite ") } == 2)
  }

  @Test func whatAStrictGateCannotTellFails() {
    var strict = FormatStyle()
    strict.isStrict = true
    let rows = [row(.inconclusive, "b", 0.04), row(.notComparable, "e", nil)]
    let junit = GateFormat.junit.render(rows, strict)
    #expect(junit.contains("failures=\"1\" errors=\"0\" skipped=\"1\""))
    #expect(GateFormat.github.render(rows, strict).hasPrefix("::error "))
    #expect(GateFormat.github.render(rows, FormatStyle()).hasPrefix("::warning "))
  }

  @Test func annotationsAreEscaped() {
    var row = row(.regression, "c:1,2", 0.1)
    row.verdictReason = "100 %\nand more"
    let text = GateFormat.github.render([row], FormatStyle())
    #expect(text.hasPrefix("::error title=slower%3A gate/c%3A1%2C2::"))
    #expect(text.contains("100 %25%0Aand more") && text.split(separator: "\n").count == 1)
  }

  @Test func markdownIsOneTableWithATally() {
    let text = GateFormat.markdown.render(rows, FormatStyle())
    #expect(text.hasPrefix("### gate\n\n| verdict | cell |"))
    #expect(text.split(separator: "\n").count { $0.hasPrefix("| ") } == 8)
  }

  @Test func anExplanationNamesTheLargestChangeFirst() {
    var small = row(.regression, "a", 0.01), large = row(.improvement, "a", -0.5)
    (small.metric, small.baseValue, small.headValue) = ("calls", 100, 101)
    (large.metric, large.baseValue, large.headValue) = ("bytes", 10, 5)
    var explanation = GateExplanation()
    explanation.counts = [small, large, row(.equivalent, "a", 0)]
    explanation.charges = [
      .init("page faults", base: [0, 0, 0], head: [12, 12, 12]),
      .init("switches", base: [1, 1, 1], head: [1, 1, 2]),
    ]
    #expect(
      explanation.text == "bytes 10 to 5; calls 100 to 101; page faults in a batch 0 to 12")
    explanation.counts = []
    explanation.charges = []
    #expect(explanation.text.hasPrefix("no exact count, counter, page fault or switch moved"))
  }

  /// Cycles grew as the time did, instructions a little, misses not at all: their batches overlap.
  @Test func theCounterNearestToTheTimeComesFirst() {
    var explanation = GateExplanation()
    explanation.timeRatio = 1.3
    explanation.charges = [.init("switches", base: [100], head: [1_000])]
    explanation.counters = [
      .init("instructions", base: [1_000, 1_001, 1_002], head: [1_050, 1_050, 1_051]),
      .init("misses", base: [100, 200, 300], head: [290, 400, 500]),
      .init("cycles", base: [2_000, 2_010, 2_020], head: [2_600, 2_600, 2_610]),
      .init("branches", base: [1_000, 1_000, 1_000], head: [1_010, 1_010, 1_010]),
    ]
    let found = explanation.text.split(separator: "; ").map { $0.prefix { $0 != " " } }
    #expect(found == ["cycles", "instructions", "switches"])
    explanation.trouble = "no_pmu"
    #expect(explanation.text.hasSuffix("(no counters: no_pmu)"))
  }
}

/// Counts elements of a small XML document without reading anything else of it.
private struct XMLCount {
  func cases(in text: String) -> Int {
    text.split(separator: "\n").count { line in
      line.hasPrefix("    <testcase ") && (line.hasSuffix("/>") || line.hasSuffix("</testcase>"))
    }
  }
}
