import Measure
import Support
import TestSupport
import Testing

/// Numbers over several launches of a process.
@Suite struct LaunchTests {
  /// The fixture's run as a launch measured it: every batch of one cell, and the canary, that much
  /// slower.
  private static func launch(
    _ factor: Double, of cell: String = "c2", change: (inout CellReport) -> Void = { _ in }
  ) -> ResultRows {
    var contest = Fixture.contest
    for index in contest.entries.indices where contest.entries[index].id == cell {
      contest.entries[index].batchNanoseconds = contest.entries[index].batchNanoseconds.map {
        UInt64(Double($0) * factor)
      }
    }
    var cells = [Fixture.cell("c1", "scalar"), Fixture.cell("c2", "avx512", allocator: "arena")]
    change(&cells[1])
    return ContestReport(result: contest, cells: cells, references: Fixture.references).rows()
  }

  private static let factors = [1.07, 1.0, 1.03, 1.01, 1.05, 1.02, 1.06, 1.04]
  private static var eight: LaunchMerge { LaunchMerge(factors.map { launch($0) }) }

  private func close(_ a: Double?, _ b: Double) -> Bool {
    a.map { abs($0 / b - 1) < 1e-4 } ?? false
  }

  @Test func theIntervalLiesOverLaunchesAndNotOverRounds() {
    let launches = (1...8).map { launch in [Double](repeating: Double(launch), count: 40) }
    let estimate = Estimate(launches: launches)
    #expect(estimate.median == 4.5 && estimate.low == 1 && estimate.high == 8)
    #expect(abs(estimate.level - (1 - 2 / 256.0)) < 1e-12 && estimate.isSure)
    #expect(estimate.count == 320 && estimate.launchCount == 8)
    #expect(!Estimate(launches: Array(launches.prefix(7))).isSure)
    #expect(Estimate((1...8).map { Double($0) }).isSure && !Estimate([1, 2, 3, 4, 5, 6, 7]).isSure)
  }

  /// Launches whose medians agree by chance, over rounds of two moods, are no sure thing.
  @Test func theIntervalIsAsWideAsRedrawnRoundsMakeIt() throws {
    let moods = (0..<41).map { $0.isMultiple(of: 2) ? 1.0 : 3.0 }
    let estimate = Estimate(launches: Array(repeating: moods, count: 8))
    #expect(estimate.median == 1 && estimate.low == 1)
    #expect(try #require(estimate.high) == 3)
  }

  /// The approximation for many rounds continues the exact distribution.
  @Test func manyRoundsAreRedrawnAsFewAre() throws {
    func high(_ count: Int) throws -> Double {
      let moods = (0..<count).map { 1 + Double($0 % 100) / 100 }
      return try #require(Estimate(launches: Array(repeating: moods, count: 8)).high)
    }
    #expect(try abs(high(499) - high(503)) < 0.01)
  }

  @Test func aRatioOverLaunchesIsTheMedianOfTheirMedians() {
    let base = [Double](repeating: 2, count: 12)
    let heads = (1...9).map { launch in [Double](repeating: Double(launch), count: 12) }
    let ratio = PairedRatio(launches: heads, over: heads.map { _ in base })
    #expect(close(ratio.ratio, 2.5) && close(ratio.low, 0.5) && close(ratio.high, 4.5))
    #expect(ratio.launchCount == 9 && ratio.pairCount == 108 && ratio.isSure)
    #expect(ratio.minimumDetectableEffect(threshold: 0.05, seed: 1) > 1)
  }

  @Test func mergedNumbersComeFromTheSamplesOfAllLaunches() throws {
    let rows = Self.eight.rows
    let time = try #require(rows.summary.only("time"))
    // The fixture's median of c2 is 500 · 1.055; the launches' median factor is 1.035.
    #expect(close(time.value, 500 * 1.055 * 1.035))
    #expect(close(time.low, 500 * 1.055) && close(time.high, 500 * 1.055 * 1.07))
    #expect(time.launchCount == 8 && time.batchCount == 96 && time.verified == true)
    #expect(time.digest == Digest(high: 1, low: 2).description)
    let bandwidth = try #require(rows.summary.only("bandwidth"))
    #expect(close(bandwidth.value, 2048 * 1e9 / (time.value ?? 0)))
    #expect(bandwidth.ceilingName == "copy_avx512" && close(bandwidth.ceilingFraction, 0.8 / 1.035))
    #expect(rows.summary.only("minor_faults", .sum)?.value == 192)
    #expect(rows.summary.only("warm_up_batches", .value)?.value == 64)
    #expect(rows.summary.only("log_bytes_per_delta", .value)?.value == 96)
    let own = rows.samples.filter { $0.keys.cellID == "c2" }
    #expect(own.map(\.launch) == (0..<8).flatMap { Array(repeating: $0, count: 12) })
    #expect(rows.summary.map(\.metric).sorted() == Self.launch(1).summary.map(\.metric).sorted())
  }

  @Test func mergedRatiosDecideFromEightLaunchesOn() throws {
    let sure = try #require(Self.eight.rows.compare.first)
    #expect(close(sure.ratio, 1.035 / 3) && sure.verdict == .improvement)
    #expect(sure.launchCount == 8 && sure.pairCount == 96)
    #expect(sure.verdictReason == "the median of 8 launches")
    let few = LaunchMerge(Self.factors.prefix(7).map { Self.launch($0) }).rows
    let row = try #require(few.compare.first)
    #expect(row.verdict == .inconclusive && row.verdictReason.contains("7 launches"))
    let text = ResultFormat.table.render(few, FormatStyle())
    #expect(text.contains("below 99 %") && !text.contains("one launch"))
    #expect(!ResultFormat.table.render(Self.eight.rows, FormatStyle()).contains("below 99 %"))
  }

  @Test func aFolderOfLaunchesIsComputedAgain() throws {
    let scratch = try TestFolder()
    let folder = try ResultFolder(creating: scratch.root)
    folder.append(Self.eight.rows)
    try folder.finish(partial: false, manifest: Fixture.manifest)
    #expect(try ResultFolder.validate(scratch.root).isEmpty)
    let text = String(decoding: try scratch.bytes("samples.csv"), as: UTF8.self)
    let lines = text.split(separator: "\n").dropLast(40).joined(separator: "\n") + "\n"
    try scratch.write(Array(lines.utf8), "samples.csv")
    #expect(try !ResultFolder.validate(scratch.root).isEmpty)
  }
}

/// Launches that don't agree, and what each alone has.
@Suite struct LaunchMergeTests {
  private static func launches(
    _ change: (inout CellReport) -> Void, number: Int = 2
  ) -> LaunchMerge {
    LaunchMerge(
      (0..<3).map { launch in
        var cells = [Fixture.cell("c1", "scalar"), Fixture.cell("c2", "avx512")]
        if launch == number { change(&cells[1]) }
        return ContestReport(
          result: Fixture.contest, cells: cells, references: Fixture.references
        ).rows()
      })
  }

  @Test func aCellThatFailsInOneLaunchHasNoNumberInAny() throws {
    let merge = Self.launches { cell in
      cell.status = .mismatch
      cell.reasonCode = "digest_mismatch"
      cell.verified = false
    }
    let own = merge.rows.summary.filter { $0.keys.cellID == "c2" }
    #expect(!own.isEmpty && own.allSatisfy { $0.value == nil })
    #expect(own.contains { $0.status == .mismatch && $0.reasonCode == "digest_mismatch" })
    #expect(!merge.rows.samples.contains { $0.keys.cellID == "c2" })
    let row = try #require(merge.rows.compare.first)
    #expect(row.ratio == nil && row.verdict == .unverified)
    #expect(merge.rows.summary.only("time", cell: "c1")?.launchCount == 3)
  }

  @Test func launchesThatLeaveDifferentStatesContradictEachOther() throws {
    let merge = Self.launches { $0.digest = Digest(high: 9, low: 9) }
    let time = try #require(merge.rows.summary.only("time"))
    #expect(time.value == nil && time.status == .mismatch && time.reasonCode == "launches_differ")
    #expect(merge.problems.count == 1 && merge.problems[0].contains("left state"))
    #expect(!merge.rows.samples.contains { $0.keys.cellID == "c2" })
  }

  @Test func anExactCountThatDiffersIsNoCount() throws {
    let merge = Self.launches { $0.facts.exact[0].value = 97 }
    let row = try #require(merge.rows.summary.only("log_bytes_per_delta", .value))
    #expect(row.value == nil && row.status == .noisy && row.reasonCode == "launches_differ")
    #expect(merge.rows.summary.only("time")?.value != nil)
    #expect(merge.problems == ["c2: log_bytes_per_delta is 96 in one launch and 97 in another"])
  }

  @Test func latenciesAreMergedByTheirBuckets() throws {
    func launch(_ times: [UInt64]) -> ResultRows {
      var cell = Fixture.cell("c1", "scalar")
      cell.facts.latencyUnit = LatencyUnit("commit")
      cell.latencies = times.reduce(into: LatencyHistogram()) { $0.record($1) }
      return ContestReport(result: Fixture.contest, cells: [cell]).rows()
    }
    let many = [UInt64](repeating: 2_000, count: 999)
    let rows = LaunchMerge([launch(many), launch([5_000] + many)]).rows
    let times = rows.summary.filter { $0.metric == "latency" }
    #expect(times.map(\.statistic) == [.p50, .p90, .p99, .p999, .max])
    #expect(times.last?.value == 5_000 && times.allSatisfy { $0.keys.operation == "commit" })
    #expect(times.allSatisfy { $0.launchCount == 2 })
    #expect(rows.summary.only("latency_operations", cell: "c1", .sum)?.value == 1_999)
    let scratch = try TestFolder()
    let folder = try ResultFolder(creating: scratch.root)
    folder.append(rows)
    try folder.finish(partial: false, manifest: Fixture.manifest)
    #expect(try ResultFolder.validate(scratch.root).isEmpty)
  }

  /// A group in parts has the baseline's samples in each, and its numbers in the first.
  @Test func aGroupInPartsIsComputedAgain() throws {
    var rows = Fixture.rows
    var later = ContestReport(
      result: Fixture.contest, cells: [Fixture.cell("c1", "scalar"), Fixture.cell("c2", "avx512")],
      references: Fixture.references
    ).rows()
    for index in later.samples.indices { later.samples[index].keys.group = "c1/2" }
    for index in later.summary.indices { later.summary[index].keys.group = "c1/2" }
    for index in later.compare.indices { later.compare[index].keys.group = "c1/2" }
    later.summary.removeAll { ["c1", ""].contains($0.keys.cellID) }
    let scratch = try TestFolder()
    let folder = try ResultFolder(creating: scratch.root)
    rows.append(later)
    folder.append(rows)
    try folder.finish(partial: false, manifest: Fixture.manifest)
    let findings = try ResultFolder.validate(scratch.root)
    #expect(findings.isEmpty, "\(findings)")
  }
}
