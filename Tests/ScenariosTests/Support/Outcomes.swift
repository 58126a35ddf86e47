import Measure
import Scenarios
import Testing

/// The counts of a run's cells by status.
func counts(_ set: (inout RunOutcome.Counts) -> Void) -> RunOutcome.Counts {
  var counts = RunOutcome.Counts()
  set(&counts)
  return counts
}

/// Checks that cells have no number in any file.
func expectNoNumbers(of cells: [String], in rows: ResultRows) {
  for id in cells {
    #expect(!rows.samples.contains { $0.keys.cellID == id })
    let summary = rows.summary.filter { $0.keys.cellID == id }
    #expect(!summary.isEmpty && summary.allSatisfy { $0.value == nil && $0.low == nil })
    let compare = rows.compare.filter { $0.keys.cellID == id || $0.baseCellID == id }
    #expect(compare.allSatisfy { $0.ratio == nil })
    #expect(!compare.contains { $0.keys.cellID == id && $0.headValue != nil })
    #expect(!compare.contains { $0.baseCellID == id && $0.baseValue != nil })
  }
}
