/// Two results folders side by side, as advice and not as judgement.
///
/// The two were not measured in the same rounds, so no time in here can be called a regression or
/// an improvement: intervals show the distance between the runs, and every verdict on a time stays
/// inconclusive. Exact counts don't depend on the state of the machine, so they are judged.
package struct FolderComparison: Sendable {
  /// One row for each cell and metric that both folders have.
  package let rows: [CompareRow]
  /// Notes for a reader, one sentence each.
  package let notes: [String]

  /// Compares a head with a base.
  package init(base: StoredResults, head: StoredResults) {
    let bases = base.rows.summary.filter(Self.isCompared)
    let heads = head.rows.summary.filter(Self.isCompared)
    let basesByKey = Self.index(bases)
    let headsByKey = Self.index(heads)
    rows = heads.compactMap { row in
      Self.partner(of: row, in: basesByKey).map { Self.compared($0, row) }
    }
    let missing = Self.cells(of: bases, missingIn: headsByKey)
    let added = Self.cells(of: heads, missingIn: basesByKey)
    var notes = [
      "The two folders were not measured side by side: ratios of times are advice, not verdicts."
    ]
    if missing > 0 { notes.append("\(missing) cells of \(base.name) are not in \(head.name).") }
    if added > 0 { notes.append("\(added) cells of \(head.name) are not in \(base.name).") }
    if rows.isEmpty { notes.append("No cell is in both.") }
    self.notes = notes
  }

  private struct Key: Hashable {
    let cell: String
    let metric: String
  }

  /// The keys of a row, the surest first: the hash of the cell's work with the scenario's name, the
  /// hash alone, and the cell's id.
  private static func keys(_ row: SummaryRow) -> [Key] {
    let hash = row.keys.cellHash
    let names = hash.isEmpty ? [] : ["\(row.keys.scenario) \(hash)", hash]
    return (names + ["\(row.keys.scenario)/\(row.keys.cellID)"]).map {
      Key(cell: $0, metric: row.metric)
    }
  }

  /// The row of the same work, else of the same id, which older files and changed work have.
  private static func partner(of row: SummaryRow, in index: [Key: SummaryRow]) -> SummaryRow? {
    keys(row).lazy.compactMap { index[$0] }.first
  }

  private static func cells(of rows: [SummaryRow], missingIn index: [Key: SummaryRow]) -> Int {
    let lost = rows.filter { partner(of: $0, in: index) == nil }
    let found = rows.filter { partner(of: $0, in: index) != nil }
    func names(_ rows: [SummaryRow]) -> Set<String> {
      Set(rows.map { "\($0.keys.scenario)/\($0.keys.cellID)" })
    }
    return names(lost).subtracting(names(found)).count
  }

  private static func isCompared(_ row: SummaryRow) -> Bool {
    guard row.keys.variant == CellKeys.cellVariant else { return false }
    // Seconds move with the machine, whatever a file calls them.
    return row.metric == "time" && row.statistic == .median
      || row.valueKind == .exact && row.statistic == .value && row.unit != "s"
  }

  private static func index(_ rows: [SummaryRow]) -> [Key: SummaryRow] {
    Dictionary(rows.flatMap { row in keys(row).map { ($0, row) } }) { first, _ in first }
  }

  private static func compared(_ base: SummaryRow, _ head: SummaryRow) -> CompareRow {
    var row = CompareRow()
    row.keys = head.keys
    row.keys.phase = .compare
    row.metric = head.metric
    row.unit = head.unit
    row.direction = head.direction
    row.baseCellID = base.keys.cellID
    row.baseValue = base.value
    row.headValue = head.value
    row.launchCount = 1
    row.verdict = .notComparable
    row.verdictReason = obstacle(base, head) ?? ""
    let isExact = head.valueKind == .exact
    guard row.verdictReason.isEmpty, let below = base.value, let above = head.value,
      isExact || below > 0 && above > 0
    else {
      let unproved: [RowStatus] = [.mismatch, .unverified]
      if unproved.contains(base.status) || unproved.contains(head.status) {
        row.verdict = .unverified
      }
      if row.verdictReason.isEmpty { row.verdictReason = "no number on both sides" }
      return row
    }
    row.ratio = below > 0 ? above / below : nil
    isExact ? judgeExact(&row) : advise(&row, base, head)
    return row
  }

  private static func obstacle(_ base: SummaryRow, _ head: SummaryRow) -> String? {
    let hashes = [base.keys.cellHash, head.keys.cellHash]
    if hashes.contains("") {
      if base.keys.scenarioHash != head.keys.scenarioHash { return "the scenario's text differs" }
    } else if hashes[0] != hashes[1] {
      return "the cell's work differs: its values, seed or trace"
    }
    if head.valueKind != .exact, base.keys.hostID != head.keys.hostID {
      return "measured on different machines"
    }
    return nil
  }

  /// A count that changed is a regression unless its direction says that the change is good.
  private static func judgeExact(_ row: inout CompareRow) {
    row.level = 1
    row.verdict = row.baseValue == row.headValue ? .equivalent : Verdict(row)
    row.verdictReason = row.verdict == .equivalent ? "exact and equal" : "an exact count changed"
  }

  /// Fills in the ratio's interval from both intervals; its level is one minus both chances of
  /// missing, a lower bound.
  private static func advise(_ row: inout CompareRow, _ base: SummaryRow, _ head: SummaryRow) {
    if let baseLow = base.low, let baseHigh = base.high, let low = head.low, let high = head.high {
      row.ratioLow = low / baseHigh
      row.ratioHigh = high / baseLow
      row.level = max(0, (base.level ?? 0) + (head.level ?? 0) - 1)
    }
    row.verdict = .inconclusive
    row.verdictReason = "advisory: not measured side by side"
  }
}

extension Verdict {
  /// The direction in which a differing exact count changed.
  fileprivate init(_ row: CompareRow) {
    let isMore = (row.headValue ?? 0) > (row.baseValue ?? 0)
    let isBetter = row.direction != .none && isMore == (row.direction == .higher)
    self = isBetter ? .improvement : .regression
  }
}
