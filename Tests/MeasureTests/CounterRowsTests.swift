import Counters
import Measure
import Testing

@Suite struct CounterRowsTests {
  /// The counters of three batches of 2,000 iterations with two operations each.
  private static func hardware(launch: Int = 1) -> CounterLaunch {
    var counted = CounterLaunch(launch: launch, group: "branches", iterations: 2_000)
    counted.columns = ["cycles", "instructions", "branch_misses", "branches"].map {
      CounterColumn(metric: $0, unit: "count", source: .papi)
    }
    counted.batches = [
      CounterDelta(values: [400_000, 1_200_000, 40, 4_000], runningFraction: 1),
      CounterDelta(values: [404_000, 1_200_000, 60, 4_000], runningFraction: 0.5),
      CounterDelta(values: [396_000, 1_200_000, 50, 4_000], runningFraction: 1),
    ]
    return counted
  }

  private static func rows(_ launches: [CounterLaunch]) -> ResultRows {
    var cell = Fixture.cell("c2", "avx512", allocator: "arena")
    cell.counters = launches
    cell.counterReasonCode = ""
    return ContestReport(result: Fixture.contest, cells: [cell], references: Fixture.references)
      .rows()
  }

  @Test func countsComePerOperation() throws {
    let summary = Self.rows([Self.hardware()]).summary
    let instructions = try #require(summary.only("instructions"))
    #expect(instructions.value == 300 && instructions.unit == "count/op")
    #expect(instructions.valueKind == .sampled && instructions.source == .papi)
    #expect(instructions.runningFraction == 0.5, "the worst batch's")
    #expect(instructions.launchCount == 1 && instructions.batchCount == 3)
    let cycles = try #require(summary.only("cycles"))
    #expect(cycles.value == 100 && cycles.low == 99 && cycles.high == 101)
  }

  @Test func eachBatchIsASampleOfItsLaunch() throws {
    let samples = Self.rows([Self.hardware(launch: 2)]).samples.filter { $0.launch == 2 }
    #expect(samples.count == 12)
    let cycles = samples.filter { $0.metric == "batch_cycles" }
    #expect(cycles.map(\.value) == [400_000, 404_000, 396_000])
    #expect(cycles.map(\.batch) == [0, 1, 2])
    #expect(cycles.allSatisfy { $0.unit == "count" && $0.batchIterations == 2_000 })
    #expect(cycles.map(\.runningFraction) == [1, 0.5, 1])
  }

  /// Counting a cell changes none of its times.
  @Test func timingIsUntouched() {
    let with = Self.rows([Self.hardware()]), without = Self.rows([])
    let added = Set(with.summary.map(\.metric)).subtracting(without.summary.map(\.metric))
    #expect(with.summary.filter { !added.contains($0.metric) } == without.summary)
    #expect(with.samples.filter { $0.launch == 0 } == without.samples)
    #expect(with.compare == without.compare)
    #expect(
      added == [
        "cycles", "instructions", "branch_misses", "branches", "instructions_per_cycle",
        "branch_miss_ratio",
      ])
  }

  @Test func whatFollowsFromCountsIsDerived() throws {
    let summary = Self.rows([Self.hardware()]).summary
    let perCycle = try #require(summary.only("instructions_per_cycle"))
    #expect(perCycle.value == 3 && perCycle.valueKind == .derived && perCycle.direction == .higher)
    #expect(summary.only("branch_miss_ratio")?.value == 0.0125)
    #expect(summary.only("memory_bandwidth") == nil, "an input is missing")
  }

  @Test func eventsOfSeveralLaunchesAreCountedTogether() throws {
    let summary = Self.rows([Self.hardware(), Self.hardware(launch: 2)]).summary
    let cycles = try #require(summary.only("cycles"))
    #expect(cycles.launchCount == 2 && cycles.batchCount == 6)
  }

  /// A count of ten an iteration is exact; a count of one a batch depends on the batch's length.
  @Test func ownCountsAreExactWhereEveryIterationCountsTheSame() throws {
    var counted = CounterLaunch(launch: 1, group: "engine", iterations: 2_000)
    counted.isExact = true
    counted.columns = [
      CounterColumn(metric: "bytes_spanned", unit: "B", source: .papi),
      CounterColumn(metric: "syncs", unit: "count", source: .engine),
    ]
    counted.batches = (0..<3).map { _ in CounterDelta(values: [20_000, 1]) }
    let summary = Self.rows([counted]).summary
    let bytes = try #require(summary.only("bytes_spanned_per_operation", .value))
    #expect(bytes.value == 5 && bytes.unit == "B/op" && bytes.valueKind == .exact)
    let syncs = try #require(summary.only("syncs_per_operation"))
    #expect(syncs.value == 1 / 4_000 && syncs.valueKind == .sampled && syncs.source == .engine)
    let bandwidth = try #require(summary.only("delta_bandwidth"))
    let time = try #require(summary.only("time")?.value)
    #expect(bandwidth.value == 5 / time * 1e9 && bandwidth.unit == "B/s")
  }

  /// A group that cannot be counted has one row, not one for each event, and never a zero.
  @Test func whatCannotBeCountedIsOneRow() throws {
    var absent = CounterLaunch(launch: 1, group: "caches", iterations: 2_000)
    absent.reasonCode = "no_pmu"
    var gap = Self.hardware(launch: 2)
    gap.gaps = [
      CounterGap(metric: "l2_misses", reasonCode: "preset_missing"),
      CounterGap(metric: "cycles", reasonCode: "preset_missing"),
    ]
    let summary = Self.rows([absent, gap]).summary.filter { $0.keys.cellID == "c2" }
    let missing = summary.filter { $0.status == .unavailable }
    #expect(missing.map(\.metric) == ["counters_caches", "l2_misses"], "cycles were counted")
    #expect(missing.map(\.reasonCode) == ["no_pmu", "preset_missing"])
    #expect(missing.allSatisfy { $0.value == nil })
  }

  @Test func aCellWithoutNumbersHasNoCountsEither() {
    var cell = Fixture.cell("c2", "avx512")
    cell.counters = [Self.hardware()]
    cell.status = .mismatch
    cell.reasonCode = "digest_mismatch"
    let rows = ContestReport(result: Fixture.contest, cells: [cell]).rows()
    #expect(!rows.samples.contains { $0.keys.cellID == "c2" })
    #expect(!rows.summary.contains { $0.metric == "cycles" })
  }

  /// A source that fails its self-test at the end loses its numbers; other sources keep theirs.
  @Test func numbersOfADistrustedSourceAreTakenBack() throws {
    var software = CounterLaunch(launch: 2, group: "software", iterations: 2_000)
    software.columns = [CounterColumn(metric: "page_faults", unit: "count", source: .perf)]
    software.batches = [CounterDelta(values: [4_000])]
    var rows = Self.rows([Self.hardware(), software])
    rows.withhold(counters: ["cycles", "instructions"], code: "counter_untrusted")
    for metric in ["cycles", "instructions", "instructions_per_cycle"] {
      let row = try #require(rows.summary.only(metric))
      #expect(row.value == nil && row.low == nil && row.reasonCode == "counter_untrusted")
    }
    #expect(rows.summary.only("page_faults")?.value == 1)
    #expect(rows.summary.only("branch_miss_ratio")?.value == 0.0125)
    let cycles = rows.samples.filter { $0.metric == "batch_cycles" }
    #expect(cycles.count == 3 && cycles.allSatisfy { $0.status == .unavailable && $0.value == nil })
    #expect(rows.summary.only("time")?.value != nil)
  }

  @Test func everyFormulaIsDocumented() throws {
    let text = try #require(Snapshot.text("docs/formats/results.md"))
    for metric in DerivedMetric.all {
      let line = "| \(metric.name) | \(metric.unit) | derived | \(metric.formula) |\n"
      #expect(text.contains(line), "\(line)")
      #expect(ResultSchema.units.contains(metric.unit))
    }
  }

  /// Formulas checked by hand, with small inputs.
  @Test(arguments: [
    ("memory_bytes", [2.0], 128.0), ("memory_bandwidth", [2, 64], 2e9),
    ("processors_busy", [300, 100], 3), ("run_delay_ratio", [5, 100], 0.05),
    ("log_write_bandwidth", [10, 5], 2e9),
  ])
  func formulasGiveWhatTheySay(_ name: String, _ inputs: [Double], _ value: Double) throws {
    let metric = try #require(DerivedMetric.all.first { $0.name == name })
    #expect(metric.value(inputs) == value)
    #expect(metric.value(inputs.map { _ in 0 }) == nil || inputs.count == 1, "0 / 0 is no number")
  }
}
