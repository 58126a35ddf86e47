import Machine
import Measure
import Scenarios
import TestSupport
import Testing

/// The table of axes: one row for each axis.
@Suite struct AxisTests {
  @Test func everyAxisHasOneRow() {
    #expect(Set(AxisRow.all.map(\.axis)) == Set(Axis.allCases))
    #expect(AxisRow.all.count == Axis.allCases.count)
    for axis in Axis.allCases { #expect(!axis.allowed(catalogue()).isEmpty, "\(axis)") }
  }

  @Test func everyAxisHasItsLineInTheDocumentation() throws {
    let page = String(
      decoding: try Golden.bytes(atPath: Repository.path("docs/formats/scenario.md")), as: UTF8.self
    )
    for axis in Axis.allCases { #expect(page.contains("\n| `\(axis)` | "), "\(axis)") }
    let order = AxisRow.all.map { "`\($0.axis)`" }.joined(separator: ", ")
    let line = page.split(separator: "\n").joined(separator: " ")
    #expect(line.contains("the axes run in the order \(order)"))
  }

  @Test func theColumnsOfAxesAreColumnsOfResults() {
    let known = ResultSchema.keys.map(\.name)
    for row in AxisRow.all {
      #expect(!row.columns.isEmpty && row.columns.allSatisfy(known.contains), "\(row.axis)")
    }
  }

  /// Values of every axis of the fake work, and the text that the command line accepts for each.
  static let values: [(Axis, String, String)] = [
    (.backend, "'fast'", "fast"), (.allocator, "'pool'", "pool"), (.density, "0.25", "0.25"),
    (.pattern, "'runs'", "runs"), (.workingSet, "'64KiB'", "65536"),
    (.workingSet, "'DRAM'", "4194304"), (.threads, "2", "2"), (.threads, "'all'", "2"),
    (.cpus, "'none'", "none"), (.cpus, "'spread'", "spread"), (.cpus, "'list:1'", "list:1"),
    (.node, "1", "1"), (.memory, "'bind:1'", "bind:1"), (.memory, "'first-touch'", "first-touch"),
  ]

  @Test(arguments: values)
  func aValueIsReadBackFromItsColumns(axis: Axis, stated: String, text: String) throws {
    let machine = topology(cpus: 2, nodes: axis == .node || axis == .memory ? 2 : 1)
    let words = catalogue()
    let file = try scenarioFile(scenarioText(axes: "\(axis): [\(stated)]"), words)
    let plan = try Plan(file, words, machine)
    let cell = try #require(plan.matrix.cells.first)
    var keys = CellKeys()
    keys.describe(cell, try #require(words.workload(cell.workload)), plan)
    keys.describe(try Placement.plan(machine, cell.placement), cell.placement, machine)
    #expect(keys.value(of: axis) == text)
    let again = try #require(axis.value(text, words))
    let rerun = try matrix(scenarioText(axes: "\(axis): [\(stated)]"), machine, words) {
      $0.axes = ["\(axis)=\(text)"]
    }
    #expect(rerun.cells.map(\.id) == [cell.id], "the id stays, as \(again)")
    #expect(rerun.cells.map(\.request) == [cell.request])
    #expect(rerun.cells.map(\.placement) == [cell.placement])
  }

  /// Two thousand million cells from a page of text.
  @Test func moreCellsThanMemoryHoldsAreRefused() throws {
    let sizes = (1...1000).map(String.init).joined(separator: ", ")
    let shares = (1...1000).map { "0.\($0 + 1000)" }.joined(separator: ", ")
    let text = scenarioText(
      axes: "backend: ['slow', 'fast'], workingSet: [\(sizes)], density: [\(shares)], "
        + "threads: [\(sizes)]")
    let error = #expect(throws: ScenarioError.self) { try matrix(text) }
    #expect(
      error?.description
        == "axes more than 100000 cells in scenario test: allowed: fewer values")
    let counters = (1...65).map { _ in "'software'" }.joined(separator: ", ")
    let listed = #expect(throws: ScenarioError.self) {
      try scenarioFile(scenarioText(more: "measure: { counters: [\(counters)] }"))
    }
    #expect(listed?.description.hasSuffix("found one more, allowed: 64 counters at most") == true)
  }

  /// Two densities with the same label.
  @Test func valuesWithoutLabelsOfTheirOwnAreRefused() throws {
    let text = scenarioText(axes: "density: [0.35, 0.35000000000000003]")
    let error = #expect(throws: ScenarioError.self) { try matrix(text) }
    #expect(error?.description.contains("two cells with the id fake.35%") == true)
  }
}
