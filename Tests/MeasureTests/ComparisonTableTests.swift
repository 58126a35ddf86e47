import Foundation
import Measure
import Support
import Testing

/// What a comparison of folders shows, on rows whose answers are known.
@Suite struct ComparisonTableTests {
  private func stored(_ name: String, _ factors: [Double], counts: [Double]) -> StoredResults {
    var rows = ResultRows()
    for (index, factor) in factors.enumerated() {
      var row = SummaryRow()
      row.keys.scenario = "s"
      row.keys.cellID = "c\(index)"
      row.keys.cellHash = "hash \(index)"
      row.keys.hostID = "host"
      row.keys.variant = CellKeys.cellVariant
      row.metric = "time"
      row.statistic = .median
      row.unit = "ns/op"
      row.direction = .lower
      row.value = 100 * factor
      row.low = 99 * factor
      row.high = 101 * factor
      row.level = 0.99
      rows.summary.append(row)
      row.metric = "kernel_calls"
      row.unit = "count"
      row.statistic = .value
      row.valueKind = .exact
      row.direction = .none
      row.value = counts[index]
      row.low = nil
      row.high = nil
      rows.summary.append(row)
    }
    return StoredResults(path: name, rows: rows, manifest: .null)
  }

  private func table(
    showsAll: Bool = false, order: ComparisonTable.Order = .change
  ) -> ComparisonTable {
    let base = stored("a", [1, 1, 1, 1], counts: [5, 5, 5, 5])
    // Half, a fifth more, equal within the intervals, four times; one count changed.
    let head = stored("b", [0.5, 1.2, 1.01, 4], counts: [5, 5, 6, 5])
    return ComparisonTable(
      FolderComparison(base: base, head: head), title: "b against a", showsAll: showsAll,
      order: order)
  }

  private func names(_ table: ComparisonTable) -> [String] {
    table.rows.map { "\($0.keys.cellID) \($0.metric)" }
  }

  @Test func onlyWhatMovedIsShown() {
    #expect(names(table()) == ["c3 time", "c0 time", "c1 time", "c2 kernel_calls"])
    #expect(names(table(showsAll: true)).count == 8)
    #expect(table().sums.last == "4 that didn't move are not shown: --all shows them")
  }

  @Test func rowsAreSortedAsAsked() {
    #expect(names(table(order: .ratio)) == ["c3 time", "c1 time", "c2 kernel_calls", "c0 time"])
    #expect(names(table(order: .cell)) == ["c0 time", "c1 time", "c2 kernel_calls", "c3 time"])
  }

  /// The fourth root of 0.5 × 1.2 × 1.01 × 4.
  @Test func theSumsAreAGeometricMeanAndTheVerdicts() throws {
    let mean = try #require(table().geometricMean)
    #expect(abs(mean - pow(0.5 * 1.2 * 1.01 * 4, 0.25)) < 1e-12)
    #expect(table().sums[0] == "geometric mean of 4 ratios of times: 1.248")
    #expect(table().sums[1] == "verdicts: 1 regression, 4 inconclusive, 3 equivalent")
  }

  @Test func inconclusiveRatiosLookSo() {
    let text = table().text(FormatStyle())
    #expect(text.contains("0.500?") && text.contains("4.000?") && !text.contains("1.200?  count"))
    #expect(text.hasPrefix("b against a\n"))
  }

  @Test func whereNothingMovedTheSumsStand() {
    let base = stored("a", [1], counts: [5])
    let table = ComparisonTable(
      FolderComparison(base: base, head: base), title: "a against a", showsAll: false,
      order: .change)
    #expect(table.rows.isEmpty)
    #expect(table.text(FormatStyle()).contains("geometric mean of 1 ratios of times: 1.000"))
    #expect(table.markdown.contains("### a against a"))
  }
}
