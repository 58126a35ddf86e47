import Measure
import Testing

@Suite struct ContestReportTests {
  private func close(_ a: Double?, _ b: Double) -> Bool {
    a.map { abs($0 / b - 1) < 1e-9 } ?? false
  }

  @Test func timeRateAndBandwidthFollowFromTheSamples() throws {
    let summary = Fixture.rows.summary
    // c2: 2 ms · 1.055 at the median for 2,000 iterations of 2 operations over 4,096 bytes.
    let time = try #require(summary.only("time"))
    #expect(close(time.value, 500 * 1.055) && time.unit == "ns/op" && time.valueKind == .sampled)
    // Of twelve samples the second and the eleventh enclose the median at 99.4 %.
    #expect(close(time.low, 500 * 1.01) && close(time.high, 500 * 1.10))
    #expect(time.level.map { $0 > 0.99 } ?? false)
    #expect(time.batchCount == 12 && time.launchCount == 1 && time.direction == .lower)
    #expect(close(summary.only("time", .p5)?.value, 500 * 1.0055))
    #expect(close(summary.only("time", .p95)?.value, 500 * 1.1045))
    let bandwidth = try #require(summary.only("bandwidth"))
    #expect(close(bandwidth.high, 4096.0 * 2_000 / 2.02e-3) && bandwidth.direction == .higher)
    #expect(close(summary.only("rate")?.high, 2 * 2_000 / 2.02e-3))
  }

  @Test func everyReferenceIsAFractionPairedByRound() throws {
    let summary = Fixture.rows.summary
    // A plain copy takes 800 ns an iteration, c2 1,000 ns, c1 3,000 ns; the shared drift cancels.
    let copy = try #require(summary.only("fraction_of_copy_avx512"))
    #expect(close(copy.value, 0.8) && close(copy.low, 0.8) && close(copy.high, 0.8))
    #expect(close(summary.only("fraction_of_copy_avx512", cell: "c1")?.value, 800.0 / 3000))
    #expect(close(summary.only("fraction_of_read")?.value, 0.5))
  }

  @Test func theFirstCeilingStandsBesideTheBandwidth() throws {
    let summary = Fixture.rows.summary
    let fast = try #require(summary.only("bandwidth"))
    #expect(fast.ceilingName == "copy_avx512" && close(fast.ceilingFraction, 0.8))
    let own = try #require(summary.only("bandwidth", variant: "reference:copy_avx512"))
    #expect(fast.ceilingValue == own.value && own.valueKind == .ceiling)
    #expect(summary.only("time", variant: "reference:read")?.valueKind == .sampled)
    #expect(summary.only("bandwidth", cell: "c1")?.boundBy == "")
    #expect(own.keys.backendExecuted == "" && own.keys.cellID == "")
  }

  @Test func executedNamesComeFromTheWorkAlone() throws {
    var cell = Fixture.cell("c2", "avx512")
    cell.facts.backendExecuted = "avx2"
    let rows = ContestReport(result: Fixture.contest, cells: [cell]).rows()
    let time = try #require(rows.summary.only("time"))
    #expect(time.keys.backendRequested == "avx512" && time.keys.backendExecuted == "avx2")
    #expect(rows.samples.first?.keys.backendExecuted == "avx2")
  }

  @Test func whereMemoryLiesIsARowOrAReason() throws {
    var cell = Fixture.cell("c2", "avx512")
    #expect(ContestReport.untimed(cell).summary.only("memory_residency", .value) == nil)
    cell.memoryResidency = 1
    cell.workersSharingACore = 2
    let known = ContestReport.untimed(cell).summary
    #expect(known.only("memory_residency", .value)?.value == 1)
    #expect(known.only("workers_sharing_a_core", .value)?.value == 2)
    cell.memoryResidency = nil
    cell.residencyReasonCode = "residency_unknown"
    let unknown = try #require(
      ContestReport.untimed(cell).summary.only("memory_residency", .value))
    #expect(unknown.status == .unavailable && unknown.reasonCode == "residency_unknown")
    #expect(unknown.value == nil)
  }

  @Test func harnessOverheadIsAShareOfTheBatch() throws {
    let row = try #require(Fixture.rows.summary.only("harness_overhead"))
    let middle = (1 / 1.06 + 1 / 1.05) / 2.0
    #expect(close(row.value, 2.5e-5 * middle))
    #expect(row.unit == "ratio" && row.direction == .lower)
  }

  @Test func resourceUsageIsSummedOverTheBatches() throws {
    let summary = Fixture.rows.summary
    #expect(summary.only("minor_faults", .sum)?.value == 24)
    #expect(summary.only("involuntary_switches", .sum)?.value == 1)
    let cpu = try #require(summary.only("cpu_time", .sum))
    #expect(cpu.value == 12e6 && cpu.unit == "ns" && cpu.source == .rusage)
  }

  @Test func exactFactsAndProofsAreExact() throws {
    let summary = Fixture.rows.summary
    let bytes = try #require(summary.only("log_bytes_per_delta", .value))
    #expect(bytes.value == 96 && bytes.unit == "B/op" && bytes.valueKind == .exact)
    #expect(summary.only("verified_operations", .value)?.value == 656)
    let counters = try #require(summary.only("hardware_counters", .value))
    #expect(counters.status == .unavailable && counters.reasonCode == "no_pmu")
    #expect(counters.value == nil)
  }

  @Test(arguments: RowStatus.allCases.filter { $0 != .ok })
  func aCellThatIsNotOkHasNoNumberAnywhere(status: RowStatus) throws {
    var cell = Fixture.cell("c2", "avx512")
    cell.status = status
    cell.reasonCode = "digest_mismatch"
    let rows = ContestReport(
      result: Fixture.contest, cells: [Fixture.cell("c1", "scalar"), cell],
      references: Fixture.references
    ).rows()
    let own = rows.summary.filter { $0.keys.cellID == "c2" }
    #expect(!own.isEmpty && own.allSatisfy { $0.value == nil && $0.ceilingValue == nil })
    #expect(own.contains { $0.status == status && $0.reasonCode == "digest_mismatch" })
    #expect(!rows.samples.contains { $0.keys.cellID == "c2" })
    let compare = try #require(rows.compare.first)
    #expect(compare.ratio == nil && compare.headValue == nil && compare.baseValue == nil)
    #expect([.unverified, .notComparable].contains(compare.verdict))
  }

  @Test func aFailureDuringTheContestWithholdsTheNumber() throws {
    var result = Fixture.contest
    result.entries[1].failure = .unavailable(code: "affinity_denied", reason: "no such CPU")
    let rows = ContestReport(result: result, cells: [Fixture.cell("c2", "avx512")]).rows()
    let time = try #require(rows.summary.only("time"))
    #expect(time.value == nil && time.status == .unavailable)
    #expect(time.reasonCode == "affinity_denied")
  }

  @Test func aContestWithoutRoundsSaysWhy() throws {
    for (ending, reason) in [
      (ContestResult.Ending.deadline, "budget_exhausted"), (.interrupted, "interrupted"),
    ] {
      var result = Fixture.contest
      result.completedRounds = 0
      result.ending = ending
      for index in result.entries.indices { result.entries[index].batchNanoseconds = [] }
      let rows = ContestReport(
        result: result, cells: [Fixture.cell("c2", "avx512")], references: Fixture.references
      ).rows()
      let time = try #require(rows.summary.only("time"))
      #expect(time.status == .skipped && time.reasonCode == reason && time.value == nil)
    }
  }

  @Test func aBatchBelowAThousandClockStepsIsNoNumber() throws {
    var result = Fixture.contest
    result.entries[1].batchNanoseconds = [UInt64](repeating: 19_000, count: Fixture.rounds)
    let rows = ContestReport(result: result, cells: [Fixture.cell("c2", "avx512")]).rows()
    let time = try #require(rows.summary.only("time"))
    #expect(time.status == .noisy && time.reasonCode == "batch_too_short" && time.value == nil)
  }

  @Test func theBaselineIsComparedByPairedRatios() throws {
    let row = try #require(Fixture.rows.compare.first)
    #expect(Fixture.rows.compare.count == 1)
    #expect(row.keys.cellID == "c2" && row.baseCellID == "c1")
    #expect(close(row.ratio, 1.0 / 3) && close(row.ratioLow, 1.0 / 3))
    #expect(row.verdict == .improvement && row.launchCount == 1 && row.pairCount == 12)
    #expect(row.verdictReason.contains("one launch"))
  }

  @Test func verdictsAskWhereTheWholeIntervalLies() {
    func verdict(_ low: Double, _ high: Double) -> Verdict {
      Verdict(low: low, high: high, threshold: 0.05)
    }
    #expect(verdict(1.051, 1.2) == .regression)
    #expect(verdict(1.049, 1.2) == .inconclusive)
    #expect(verdict(0.8, 0.95) == .improvement)
    #expect(verdict(0.8, 0.96) == .inconclusive)
    #expect(verdict(0.96, 1.04) == .equivalent)
    #expect(Verdict(low: nil, high: nil, threshold: 0.05) == .inconclusive)
  }

  @Test func samplesAreWholeBatchesWithTheirRound() throws {
    let own = Fixture.rows.samples.filter { $0.keys.cellID == "c2" }
    #expect(own.map(\.pair) == Array(0..<12))
    #expect(own.map(\.block) == (0..<12).map { $0 / 5 })
    #expect(own.first?.value == 2_000_000 && own.first?.batchIterations == 2_000)
    let canary = Fixture.rows.samples.filter { $0.keys.variant == CellKeys.canaryVariant }
    #expect(canary.count == 12 && canary.allSatisfy { $0.keys.cellID.isEmpty })
  }

  /// A clock of coarse steps may measure a canary as 0 ns.
  @Test func aClockOfCoarseStepsGivesNoNoiseCause() throws {
    var contest = Fixture.contest
    contest.canaryNanoseconds = [UInt64](repeating: 0, count: Fixture.rounds)
    contest.canaryNanoseconds[0] = 4_000_000
    contest.canaryNanoseconds[1] = 4_000_000
    for round in 0..<Fixture.rounds where round.isMultiple(of: 2) {
      contest.entries[0].batchNanoseconds[round] /= 10
    }
    let report = ContestReport(
      result: contest, cells: [Fixture.cell("c1", "scalar"), Fixture.cell("c2", "avx512")])
    let row = try #require(report.rows().compare.first)
    #expect(row.verdict == .inconclusive && !row.noiseCause.hasPrefix("canary"))
  }
}
