internal import Measure

/// The rows of one group, and the number of its cells by status.
struct GroupOutcome {
  private(set) var rows = ResultRows()
  private(set) var counts = RunOutcome.Counts()

  init() {}

  /// The outcome of a group whose cells all have rows.
  init(_ rows: ResultRows, of group: SiblingGroup) {
    self.rows = rows
    counts = EarlierCells(rows, isTimed: true).counts(of: group) ?? counts
  }

  /// The cells that have rows in the summary.
  var reportedCells: Set<String> { Set(rows.summary.map(\.keys.cellID)) }

  /// Adds a part's rows: the numbers of its Latin squares continue those before, and only the first
  /// part summarises the baseline and the references.
  mutating func add(_ more: ResultRows) {
    let block = (rows.samples.map(\.block).max() ?? -1) + 1
    let known = reportedCells.subtracting([""])
    let hasReferences = !known.isEmpty
    var more = more
    for index in more.samples.indices { more.samples[index].block += block }
    more.summary.removeAll { row in
      known.contains(row.keys.cellID) || (hasReferences && row.keys.cellID.isEmpty)
    }
    rows.append(more)
  }

  /// The final outcome of the group: numbers withheld, a row for each cell without one, and the
  /// cells counted.
  func ended(_ cells: [CellRun], isTimed: Bool) -> GroupOutcome {
    var outcome = self
    outcome.withhold(Set(cells.filter { !$0.isSound }.map(\.cell.id)))
    let reported = outcome.reportedCells
    for cell in cells where !reported.contains(cell.cell.id) {
      outcome.rows.append(ContestReport.untimed(cell.report))
    }
    outcome.count(cells.map(\.report), isTimed: isTimed)
    return outcome
  }

  /// Withholds numbers, which happens nowhere else: a cell that isn't sound at the end of its group
  /// has no numbers in any part, and no sibling is compared with that cell. A number that isn't
  /// finite is withheld alone.
  private mutating func withhold(_ withheld: Set<String>) {
    rows.samples.removeAll { withheld.contains($0.keys.cellID) }
    rows.summary.removeAll { withheld.contains($0.keys.cellID) }
    for (index, row) in rows.compare.enumerated() where row.ratio != nil {
      guard withheld.contains(row.keys.cellID) || withheld.contains(row.baseCellID) else {
        continue
      }
      rows.compare[index] = row.withoutNumbers("a proof failed in a later part")
    }
    for index in rows.summary.indices where rows.summary[index].value?.isFinite == false {
      rows.summary[index].withhold(.failed, "not_finite")
    }
  }

  private mutating func count(_ reports: [CellReport], isTimed: Bool) {
    let timed = Set(
      rows.summary.filter { $0.metric == "time" && $0.status == .ok }.map(\.keys.cellID))
    for report in reports {
      switch report.status {
      case .ok where !isTimed: counts.verified += 1
      case .ok where timed.contains(report.keys.cellID): counts.measured += 1
      case .mismatch: counts.mismatched += 1
      case .unavailable: counts.unavailable += 1
      case .skipped: counts.skipped += 1
      default: counts.failed += 1
      }
    }
  }
}
