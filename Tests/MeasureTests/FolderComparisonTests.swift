import Measure
import Support
import Testing

@Suite struct FolderComparisonTests {
  private func stored(_ name: String, _ change: (inout SummaryRow) -> Void = { _ in })
    -> StoredResults
  {
    var rows = Fixture.rows
    for index in rows.summary.indices { change(&rows.summary[index]) }
    return StoredResults(path: "results/" + name, rows: rows, manifest: .null)
  }

  private func row(_ comparison: FolderComparison, _ metric: String, _ cell: String = "c2")
    -> CompareRow?
  {
    comparison.rows.first { $0.metric == metric && $0.keys.cellID == cell }
  }

  @Test func timesOfTwoRunsAreAdviceAndNeverAVerdict() throws {
    let slower = stored("b") { row in
      guard row.metric == "time" else { return }
      row.value = row.value.map { $0 * 2 }
      row.low = row.low.map { $0 * 2 }
      row.high = row.high.map { $0 * 2 }
    }
    let comparison = FolderComparison(base: stored("a"), head: slower)
    let time = try #require(row(comparison, "time"))
    #expect(time.ratio == 2 && time.verdict == .inconclusive)
    #expect(time.verdictReason.contains("not measured side by side"))
    let low = try #require(time.ratioLow)
    let high = try #require(time.ratioHigh)
    #expect(low < 2 && high > 2 && abs(low * high - 4) < 1e-9)
    #expect(time.level.map { $0 > 0.98 && $0 < 0.99 } ?? false)
    #expect(comparison.notes.contains { $0.contains("side by side") })
  }

  /// A time that an older version called exact.
  @Test func secondsAreNoExactCount() {
    func waited(_ name: String, _ seconds: Double) -> StoredResults {
      var rows = Fixture.rows
      var row = rows.summary[0]
      row.metric = "bench_seconds"
      row.unit = "s"
      row.statistic = .value
      row.valueKind = .exact
      row.value = seconds
      rows.summary.append(row)
      return StoredResults(path: "results/" + name, rows: rows, manifest: .null)
    }
    let comparison = FolderComparison(base: waited("a", 30), head: waited("b", 40))
    #expect(row(comparison, "bench_seconds", "c1") == nil)
    #expect(!comparison.rows.contains { $0.verdict == .regression })
  }

  @Test func otherMachinesAndOtherScenariosAreNotComparable() throws {
    let moved = FolderComparison(base: stored("a"), head: stored("b") { $0.keys.hostID = "other" })
    let time = try #require(row(moved, "time"))
    #expect(time.verdict == .notComparable && time.ratio == nil)
    // Exact counts don't depend on the machine.
    #expect(row(moved, "log_bytes_per_delta")?.verdict == .equivalent)
    let edited = FolderComparison(
      base: stored("a"), head: stored("b") { $0.keys.cellHash = "dead" })
    #expect(edited.rows.allSatisfy { $0.verdict == .notComparable && $0.ratio == nil })
  }

  /// Comments and rounds are in the scenario's text, and a file's name is in the cell's id.
  @Test func whatDoesNotChangeTheWorkDoesNotBreakTheComparison() {
    let renamed = stored("b") { row in
      row.keys.scenarioHash = "dead"
      row.keys.cellID += ".renamed"
      row.keys.trace = "other.mmsblog"
      row.keys.scenario = "mine"
    }
    let comparison = FolderComparison(base: stored("a"), head: renamed)
    let time = row(comparison, "time", "c2.renamed")
    #expect(time?.ratio == 1 && time?.baseCellID == "c2")
    #expect(comparison.rows.allSatisfy { $0.ratio != nil || $0.baseCellID == "c3" })
    #expect(!comparison.notes.contains { $0.contains("cells of") })
  }

  @Test func workOfTheSameHashIsSoughtInTheSameScenarioFirst() {
    var twice = stored("a").rows
    for var row in stored("a").rows.summary {
      row.keys.scenario = "other"
      row.value = row.value.map { $0 * 2 }
      twice.summary.insert(row, at: 0)
    }
    let base = StoredResults(path: "a", rows: twice, manifest: .null)
    #expect(row(FolderComparison(base: base, head: stored("b")), "time")?.ratio == 1)
  }

  @Test func anExactCountThatChangedIsNamed() throws {
    let grown = stored("b") { if $0.metric == "log_bytes_per_delta" { $0.value = 120 } }
    let comparison = FolderComparison(base: stored("a"), head: grown)
    let bytes = try #require(row(comparison, "log_bytes_per_delta"))
    #expect(bytes.ratio == 1.25 && bytes.verdict == .regression)
    #expect(bytes.verdictReason == "an exact count changed")
  }

  @Test func aWithheldCellIsNotCompared() throws {
    let broken = stored("b") { row in
      row.status = .mismatch
      row.reasonCode = "digest_mismatch"
      row.value = nil
    }
    let comparison = FolderComparison(base: stored("a"), head: broken)
    #expect(row(comparison, "time")?.verdict == .unverified)
    #expect(comparison.rows.allSatisfy { $0.ratio == nil })
  }

  @Test func cellsOfOneSideOnlyAreCounted() {
    let renamed = stored("b") { row in
      guard row.keys.cellID == "c2" else { return }
      row.keys.cellID = "c7"
      row.keys.cellHash = "hash of c7"
    }
    let comparison = FolderComparison(base: stored("a"), head: renamed)
    #expect(comparison.notes.contains("1 cells of a are not in b."))
    #expect(comparison.notes.contains("1 cells of b are not in a."))
    #expect(row(comparison, "time", "c7") == nil)
  }

  @Test func comparisonsAloneRenderAsATable() {
    var rows = ResultRows()
    rows.compare = FolderComparison(base: stored("a"), head: stored("b")).rows
    let text = ResultFormat.table.render(rows, FormatStyle())
    Snapshot.expect(text, at: "Tests/Snapshots/results-comparison.txt")
  }
}
