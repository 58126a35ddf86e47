internal import Measure

/// The cells that an earlier part of a run has carried out, with the status that each got.
struct EarlierCells {
  private var statuses: [String: RowStatus] = [:]
  private let isTimed: Bool

  /// Finds the cells in rows; where they were timed, the status is that of the time.
  init(_ rows: ResultRows, isTimed: Bool) {
    self.isTimed = isTimed
    for row in rows.summary where row.keys.variant == CellKeys.cellVariant {
      if row.metric == "time" {
        statuses[row.keys.cellID] = row.status
      } else if statuses[row.keys.cellID] == nil {
        statuses[row.keys.cellID] = .ok
      }
    }
  }

  /// The cells of a group by status; nil where one of them is missing.
  func counts(of group: SiblingGroup) -> RunOutcome.Counts? {
    var counts = RunOutcome.Counts()
    for cell in group.cells {
      switch statuses[cell.id] {
      case nil: return nil
      case .ok: isTimed ? (counts.measured += 1) : (counts.verified += 1)
      case .mismatch: counts.mismatched += 1
      case .unavailable: counts.unavailable += 1
      case .skipped: counts.skipped += 1
      default: counts.failed += 1
      }
    }
    return counts
  }
}
