internal import Support

/// The rows of one group, measured by several launches, as one.
///
/// Every number that samples say is computed again from the samples of all launches. Charges, such
/// as page faults, are added; everything else is the first launch's, which alone counted. A cell
/// that isn't sound in one launch, or that left another state there, has no numbers; nor has an
/// exact count that differs.
package struct LaunchMerge {
  /// The merged rows; samples have the number of their launch.
  package private(set) var rows = ResultRows()
  /// Sentences on what differed between launches.
  package private(set) var problems: [String] = []

  private let launches: [ResultRows]
  /// The rows of a cell that has no numbers, by the cell's id.
  private var withheld: [String: [SummaryRow]] = [:]

  static let reasonCode = "launches_differ"

  /// Merges the rows of the launches, in order.
  package init(_ launches: [ResultRows]) {
    precondition(!launches.isEmpty, "a merge has a launch")
    self.launches = launches
    withholdUnsound()
    withholdContradictions()
    gatherSamples()
    let again = StoredContest.all(rows(comparedLike: launches[0])).compactMap { $0.report?.rows() }
    rows.compare = comparisons(again.flatMap(\.compare))
    summarise(again.flatMap(\.summary).filter(\.isComputedFromSamples))
  }

  private mutating func gatherSamples() {
    for (number, launch) in launches.enumerated() {
      for row in launch.samples where withheld[row.keys.cellID] == nil {
        var row = row
        // The other numbers are those of counter launches.
        if row.launch == 0 { row.launch = number }
        rows.samples.append(row)
      }
    }
  }

  /// The samples so far beside a launch's rows, which name baselines and ceilings.
  private func rows(comparedLike launch: ResultRows) -> ResultRows {
    var rows = launch
    rows.samples = self.rows.samples
    return rows
  }
}

// Cells without numbers.
extension LaunchMerge {
  /// Finds the cells that aren't sound in some launch; that launch's rows say why.
  private mutating func withholdUnsound() {
    for launch in launches {
      for row in launch.summary where row.isTimeOfCell && row.status != .ok {
        guard withheld[row.keys.cellID] == nil else { continue }
        withheld[row.keys.cellID] = launch.summary.filter { $0.isBeside(row) }
      }
    }
  }

  /// Finds the cells that left different states in two launches.
  private mutating func withholdContradictions() {
    var known: [String: String] = [:]
    for row in launches.flatMap(\.summary) where row.isTimeOfCell && row.status == .ok {
      let cell = row.keys.cellID
      let first = known[cell] ?? row.digest
      known[cell] = first
      guard first != row.digest, withheld[cell] == nil else { continue }
      problems.append("\(cell): left state \(first) in one launch and \(row.digest) in another")
      var own = row
      own.withhold(.mismatch, Self.reasonCode)
      own.launchCount = nil
      own.batchCount = nil
      own.verified = false
      withheld[cell] = [own]
    }
  }
}

// Rows again.
extension LaunchMerge {
  private func comparisons(_ again: [CompareRow]) -> [CompareRow] {
    launches[0].compare.map { row in
      guard row.ratio != nil else { return row }
      let lost = withheld[row.keys.cellID] ?? withheld[row.baseCellID]
      guard lost == nil,
        var own = again.first(where: { $0.keys.isBeside(row.keys) && $0.metric == row.metric }),
        own.ratio != nil
      else { return row.withoutNumbers("a cell has no numbers in one of the launches") }
      own.keys = row.keys
      own.explainedBy = row.explainedBy
      return own
    }
  }

  private mutating func summarise(_ again: [SummaryRow]) {
    var left = again
    var shown: Set<String> = []
    for row in launches[0].summary {
      if let others = withheld[row.keys.cellID], row.keys.variant == CellKeys.cellVariant {
        if shown.insert(row.keys.cellID).inserted { rows.summary += others }
      } else if row.isComputedFromSamples {
        while let index = left.firstIndex(where: { $0.isBeside(row) && $0.metric == row.metric }) {
          rows.summary.append(row.with(left.remove(at: index)))
        }
      } else if row.isCharge {
        rows.summary.append(sum(row))
      } else if row.valueKind == .exact {
        rows.summary.append(settled(row))
      } else {
        rows.summary.append(row)
      }
    }
    deriveAgain()
  }

  private func same(_ row: SummaryRow) -> [SummaryRow] {
    launches.compactMap { launch in
      launch.summary.first {
        $0.isBeside(row) && $0.metric == row.metric && $0.statistic == row.statistic
      }
    }
  }

  private func sum(_ row: SummaryRow) -> SummaryRow {
    let all = same(row)
    var row = row
    row.value = all.reduce(0) { $0 + ($1.value ?? 0) }
    row.launchCount = launches.count
    if row.batchCount != nil { row.batchCount = all.reduce(0) { $0 + ($1.batchCount ?? 0) } }
    return row
  }

  /// An exact count; without its number where launches differ.
  private mutating func settled(_ row: SummaryRow) -> SummaryRow {
    let values = same(row).compactMap(\.value)
    guard let first = values.first, let other = values.first(where: { $0 != first }) else {
      return row
    }
    problems.append(
      "\(row.keys.cellID): \(row.metric) is \(first.field) in one launch and \(other.field) in "
        + "another")
    var row = row
    row.withhold(.noisy, Self.reasonCode)
    return row
  }

  /// Computes the metrics again that follow from counts and times.
  private mutating func deriveAgain() {
    let names = Set(DerivedMetric.all.map(\.name))
    for index in rows.summary.indices {
      let row = rows.summary[index]
      guard row.valueKind == .derived, row.status == .ok, names.contains(row.metric) else {
        continue
      }
      let beside = rows.summary.filter { $0.isBeside(row) }
      let value = ContestReport.derived(from: beside, row).first { $0.metric == row.metric }?.value
      rows.summary[index].value = value ?? row.value
    }
  }
}

extension SummaryRow {
  fileprivate var isTimeOfCell: Bool {
    metric == "time" && keys.variant == CellKeys.cellVariant && statistic == .median
  }

  /// Whether the number counts what all batches together caused.
  fileprivate var isCharge: Bool {
    statistic == .sum && source == .rusage || metric == "warm_up_batches"
  }

  fileprivate func isBeside(_ other: SummaryRow) -> Bool { keys.isBeside(other.keys) }

  /// The row with the numbers of another one.
  fileprivate func with(_ numbers: SummaryRow) -> SummaryRow {
    var row = numbers
    row.keys = keys
    row.verified = verified
    row.oracle = oracle
    row.digest = digest
    return row
  }
}

extension CellKeys {
  /// Whether the row of other keys is about the same contestant of the same contest.
  fileprivate func isBeside(_ other: CellKeys) -> Bool {
    contestant == other.contestant && group == other.group && scenario == other.scenario
  }
}

extension CompareRow {
  /// The row of a comparison that a proof or a launch has called off.
  package func withoutNumbers(_ reason: String) -> CompareRow {
    var empty = CompareRow()
    empty.keys = keys
    empty.metric = metric
    empty.unit = unit
    empty.direction = direction
    empty.threshold = threshold
    empty.baseCellID = baseCellID
    empty.verdict = .unverified
    empty.verdictReason = reason
    return empty
  }
}
