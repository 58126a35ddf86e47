import Measure
import Support
import Testing

@Suite struct FigureTests {
  /// A row that gives a figure its value.
  private func row(
    _ scenario: String, _ metric: String, _ value: Double,
    _ change: (inout CellKeys) -> Void = { _ in }
  ) -> SummaryRow {
    var row = SummaryRow()
    row.keys = Fixture.keys("c1", backend: "avx512")
    row.keys.runID = "run-of-" + scenario
    row.keys.scenario = scenario
    row.keys.backendExecuted = "avx512"
    row.keys.workload = "kernel.apply"
    row.keys.density = 0.5
    row.keys.pattern = "random"
    row.keys.workingSetByteCount = 4096
    change(&row.keys)
    row.metric = metric
    row.unit = "ratio"
    row.statistic = .median
    row.value = value
    return row
  }

  private func line(_ id: String, _ rows: [SummaryRow], folder: String = "run-a")
    -> FigureReport.Line?
  {
    var all = ResultRows()
    all.summary = rows
    let stored = StoredResults(path: "results/" + folder, rows: all, manifest: .null)
    return FigureReport([stored]).lines.first { $0.id == id }
  }

  @Test func aFigureWithoutARowIsMissingAndNotPassed() {
    let report = FigureReport([])
    #expect(report.lines.count == Figure.all.count)
    #expect(report.lines.allSatisfy { !$0.passed && $0.value == nil && $0.run.isEmpty })
    #expect(!report.isComplete)
    #expect(report.table().contains("missing"))
  }

  @Test func aFigureIsTheWorstOfItsRows() throws {
    let rows = [
      row("kernels", "fraction_of_copy_avx512", 0.97),
      row("kernels", "fraction_of_copy_avx512", 0.91) { $0.pageByteCount = 1024 },
    ]
    let good = try #require(line("K1.L1", rows))
    #expect(good.value == 0.91 && good.passed && good.run == "run-a")
    let bad = try #require(
      line("K1.L1", rows + [row("kernels", "fraction_of_copy_avx512", 0.5)]))
    #expect(bad.value == 0.5 && !bad.passed)
  }

  @Test func rowsOfOtherCellsDontCount() {
    let name = "fraction_of_copy_avx512"
    var reference = row("kernels", name, 2)
    reference.keys.variant = CellKeys.referenceVariant("copy_glibc")
    var percentile = row("kernels", name, 2)
    percentile.statistic = .p95
    var withheld = row("kernels", name, 2)
    withheld.status = .mismatch
    withheld.value = nil
    let others = [
      row("batch", name, 2), row("kernels", "fraction_of_copy_glibc2", 2),
      row("kernels", name, 2) { $0.backendExecuted = "avx2" },
      row("kernels", name, 2) { $0.density = 0.1 },
      row("kernels", name, 2) { $0.pattern = "runs" },
      row("kernels", name, 2) { $0.threads = 2 },
      row("kernels", name, 2) { $0.workingSetByteCount = 8192 },
      row("kernels", name, 2) { $0.workload = "kernel.merge" }, reference, percentile, withheld,
    ]
    for other in others { #expect(line("K1.L1", [other])?.value == nil, "\(other)") }
  }

  @Test func dramIsTheLargestWorkingSet() {
    let name = "fraction_of_copy_avx512"
    let rows = [
      row("kernels", name, 0.1) { $0.workingSetByteCount = 4_194_304 },
      row("kernels", name, 0.96) { $0.workingSetByteCount = 134_217_728 },
    ]
    #expect(line("K1.DRAM", rows)?.value == 0.96)
  }

  @Test func aQuotientHoldsOneBackendAgainstAnother() throws {
    let rows = [
      row("kernels", "bandwidth", 9e9) { $0.backendExecuted = "avx2" },
      row("kernels", "bandwidth", 10e9),
    ]
    let quotient = try #require(line("K5.DRAM", rows))
    #expect(quotient.value == 0.9 && quotient.passed)
    #expect(line("K5.DRAM", [rows[0]])?.value == nil)
    #expect(line("K5.DRAM", [rows[1]])?.value == nil)
  }

  @Test func oneFaultThatSlippedThroughFailsTheFigure() throws {
    let planted = [row("inject", "planted_faults", 5), row("inject", "planted_faults", 4)]
    let all = try #require(line("H3", planted + [row("inject", "caught_faults", 9)]))
    #expect(all.value == 1 && all.passed)
    let most = try #require(line("H3", planted + [row("inject", "caught_faults", 8)]))
    #expect(!most.passed)
    #expect(line("H3", planted)?.passed == false)
  }

  @Test func anUpperLimitIsKept() {
    #expect(line("H5", [row("bench", "bench_seconds", 299)])?.passed == true)
    #expect(line("H5", [row("bench", "bench_seconds", 301)])?.passed == false)
    let overheads = [
      row("log", "harness_overhead", 0.0001) { $0.cache = "warm" },
      row("batch", "harness_overhead", 0.002) { $0.cache = "warm" },
      row("cold", "harness_overhead", 0.1) { $0.cache = "cold" },
    ]
    #expect(line("H6", overheads)?.value == 0.002)
    #expect(line("S4.differences", [row("fuzz-kernels", "differences", 0)])?.passed == true)
    #expect(line("S4.differences", [row("fuzz-kernels", "differences", 1)])?.passed == false)
  }

  @Test func aLogsFiguresAskForItsDeltas() {
    func log(
      _ workload: String, _ deltaBytes: Int, _ metric: String, _ value: Double,
      density: Double = 1
    ) -> SummaryRow {
      row("log", metric, value) {
        $0.workload = workload
        $0.deltaByteCount = deltaBytes
        $0.density = density
      }
    }
    let bytes = [
      log("log.append", 64, "log_bytes_per_delta", 81),
      log("log.append", 64, "log_bytes_per_delta", 88, density: 0.5),
      log("log.append", 4096, "log_bytes_per_delta", 4160),
    ]
    #expect(line("L4.64", bytes)?.passed == false && line("L4.64.half", bytes)?.passed == true)
    #expect(line("L4.4096", bytes)?.passed == true)
    let rates = [
      log("log.append", 4096, "fraction_of_pwrite", 0.81),
      log("log.append", 64, "fraction_of_pwrite", 0.59),
      log("log.read", 64, "fraction_of_read", 0.26),
    ]
    #expect(line("L1.4096", rates)?.passed == true && line("L1.64", rates)?.passed == false)
    #expect(line("L3.64", rates)?.passed == true && line("L3.4096", rates)?.value == nil)
    // The fastest backend of the machine counts, even where it is not avx512.
    var slower = log("log.append", 4096, "fraction_of_pwrite", 0.3)
    slower.keys.backendExecuted = "scalar"
    #expect(line("L1.4096", rates + [slower])?.value == 0.81)
  }

  @Test func theLastFolderThatHoldsAScenarioCounts() throws {
    func folder(_ name: String, _ value: Double) -> StoredResults {
      var rows = ResultRows()
      rows.summary = [row("bench", "bench_seconds", value) { $0.runID = name }]
      return StoredResults(path: "results/" + name, rows: rows, manifest: .null)
    }
    let report = FigureReport([folder("old", 900), folder("new", 200)])
    let line = try #require(report.lines.first { $0.id == "H5" })
    #expect(line.value == 200 && line.run == "new" && line.passed)
  }

  @Test func theFileHasOneLinePerFigure() throws {
    let records = try CSV.parse(Array(FigureReport([]).text.utf8))
    #expect(records.count == Figure.all.count + 1)
    #expect(
      records[0].fields == ["id", "what", "value", "limit", "passed", "command", "run"])
    #expect(Set(Figure.all.map(\.id)).count == Figure.all.count)
    #expect(records.dropFirst().allSatisfy { $0.fields[4] == "false" && $0.fields[2].isEmpty })
  }
}
