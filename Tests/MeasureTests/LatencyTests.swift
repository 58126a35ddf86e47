import Measure
import Support
import Testing

@Suite struct LatencyHistogramTests {
  /// Times of all sizes: a uniform number of bits, then uniform bits.
  private static func times(_ count: Int, seed: UInt64) -> [UInt64] {
    var random = SplitMix64(seed: seed)
    return (0..<count).map { _ in
      UInt64.random(in: 0..<(1 << UInt64.random(in: 1...44, using: &random)), using: &random)
    }
  }

  private static func histogram(_ times: [UInt64]) -> LatencyHistogram {
    times.reduce(into: LatencyHistogram()) { $0.record($1) }
  }

  @Test func percentilesOfSmallTimesAreThoseOfTheSortedData() {
    let histogram = Self.histogram((1...100).reversed())
    for (share, time) in [
      (5_000, 50), (9_000, 90), (9_900, 99), (9_990, 100), (1, 1), (10_000, 100),
    ] {
      #expect(histogram.time(coveringTenThousandths: UInt64(share)) == UInt64(time), "\(share)")
    }
    #expect(histogram.longest == 100 && histogram.operationCount == 100)
    #expect(Self.histogram([]).time(coveringTenThousandths: 5_000) == nil)
  }

  @Test(arguments: [1, 2, 3] as [UInt64])
  func percentilesLieAtMostOnePartIn128AboveTheSortedData(seed: UInt64) {
    let times = Self.times(20_011, seed: seed)
    let (sorted, histogram) = (times.sorted(), Self.histogram(times))
    for share in [1, 500, 5_000, 9_000, 9_900, 9_990, 9_999, 10_000] as [UInt64] {
      let rank = (UInt64(times.count) * share + 9_999) / 10_000
      let exact = sorted[Int(rank) - 1]
      let found = histogram.time(coveringTenThousandths: share) ?? 0
      #expect(found >= exact && (found - exact) * 128 <= exact, "seed \(seed), \(share): \(exact)")
    }
    #expect(histogram.buckets.reduce(0) { $0 + $1.count } == histogram.operationCount)
  }

  @Test func mergedHistogramsAreThatOfAllTimes() {
    let parts = [Self.times(1_000, seed: 4), Self.times(10, seed: 5), [1 << 50], []]
    var merged = LatencyHistogram()
    for part in parts { merged.add(Self.histogram(part)) }
    #expect(merged == Self.histogram(parts.flatMap { $0 }))
    #expect(merged.operationCount == 1_011 && merged.overflowCount == 1)
  }

  @Test func everyBucketEndsWhereTheNextBegins() {
    var last: UInt64 = 0
    var count = 0
    while let end = Self.histogram([last]).buckets.first?.last {
      #expect(end >= last && (end - last) * 128 <= last, "\(last) to \(end)")
      count += 1
      last = end + 1
    }
    #expect(last == LatencyHistogram.rangeEnd && count == 4_864)
  }

  @Test func whatIsBeyondTheRangeIsCountedAndHasNoPercentile() {
    let histogram = Self.histogram([10, 20, LatencyHistogram.rangeEnd - 1, .max])
    #expect(histogram.overflowCount == 1 && histogram.longest == .max)
    #expect(histogram.time(coveringTenThousandths: 7_500) == LatencyHistogram.rangeEnd - 1)
    #expect(histogram.time(coveringTenThousandths: 9_000) == nil)
  }
}

@Suite struct LatencyRowTests {
  /// A clock that answers these readings in turn.
  private static func recorder(_ readings: [UInt64]) -> LatencyRecorder {
    var rest = readings[...]
    return LatencyRecorder { rest.popFirst() ?? 0 }
  }

  private static func cell(_ times: [UInt64]) -> CellReport {
    var cell = Fixture.cell("c1", "scalar")
    cell.facts.latencyUnit = LatencyUnit("commit")
    cell.latencies = times.reduce(into: LatencyHistogram()) { $0.record($1) }
    return cell
  }

  private static func rows(_ times: [UInt64]) -> [SummaryRow] {
    ContestReport(result: Fixture.contest, cells: [cell(times)]).rows().summary
  }

  @Test func aRecorderTimesWhatLiesBetweenBeginAndEnd() throws {
    let recorder = Self.recorder([100, 130, 170, 1_000, 1_005])
    recorder.begin()
    recorder.end()
    recorder.end()
    recorder.begin()
    recorder.end()
    #expect(recorder.histogram.buckets.map(\.last) == [5, 30, 40])
    try recorder.check()
  }

  @Test func aClockThatGoesBackVoidsTheTimes() {
    let recorder = Self.recorder([100, 130, 90])
    recorder.begin()
    recorder.end()
    recorder.end()
    #expect(throws: WorkError.self) { try recorder.check() }
    #expect(recorder.histogram.operationCount == 1)
  }

  @Test func rowsNameTheOperationAndOnlyResolvedPercentiles() {
    let rows = Self.rows((1...1_000).map { 10_000 + $0 })
    let times = rows.filter { $0.metric == "latency" }
    #expect(times.map(\.statistic) == [.p50, .p90, .p99, .p999, .max])
    #expect(times.allSatisfy { $0.unit == "ns" && $0.keys.operation == "commit" })
    #expect(times.last?.value == 11_000)
    #expect(rows.only("latency_operations", cell: "c1", .sum)?.value == 1_000)
    #expect(!rows.contains { $0.metric == "latency_beyond_range" })
    #expect(Self.rows([7, 7]).filter { $0.metric == "latency" }.map(\.statistic) == [.p50, .max])
    let many = Self.rows([UInt64](repeating: 2_000, count: 10_000))
    #expect(many.contains { $0.statistic == .p9999 && $0.value == 2_000 })
  }

  @Test func aPercentileBeyondTheRangeIsWithheldWithItsReason() {
    let rows = Self.rows([10, 1 << 60, 1 << 60])
    let p50 = rows.only("latency", cell: "c1", .p50)
    #expect(p50?.value == nil && p50?.status == .unavailable && p50?.reasonCode == "beyond_range")
    #expect(rows.only("latency_beyond_range", cell: "c1", .sum)?.value == 2)
  }

  @Test func theTableShowsThemOnlyWhereTheyWereTaken() {
    var rows = ResultRows()
    rows.summary = Self.rows([UInt64](repeating: 2_000_000, count: 1_000))
    let text = ResultFormat.table.render(rows, FormatStyle())
    #expect(text.contains("p99.9") && text.contains("2 ms"))
    #expect(!ResultFormat.table.render(Fixture.rows, FormatStyle()).contains("p99"))
  }
}
