/// The rows of `summary.csv` that a figure is computed from.
package struct Selector: Sendable {
  /// The scenario's name; empty for rows of any scenario.
  let scenario: String
  let metric: String
  /// Columns, each with the field that it must hold.
  let equal: [(column: String, field: String)]
  /// Whether only the largest working set of the matching rows counts.
  let isLargestSet: Bool

  init(
    _ scenario: String, _ metric: String, _ equal: [(column: String, field: String)] = [],
    largestSet: Bool = false
  ) {
    self.scenario = scenario
    self.metric = metric
    self.equal = equal
    isLargestSet = largestSet
  }

  /// The variants that figures use, so neither references nor the canary.
  private static let variants = [CellKeys.cellVariant, CellKeys.countersVariant]

  /// The rows with a number that match.
  func rows(_ summary: [SummaryRow]) -> [SummaryRow] {
    let columns = equal.map { pair in
      guard let column = ResultSchema.summary.first(where: { $0.name == pair.column }) else {
        preconditionFailure("a figure selects by a column of summary.csv, not by \(pair.column)")
      }
      return (column, pair.field)
    }
    let found = summary.filter { row in
      row.metric == metric && (scenario.isEmpty || row.keys.scenario == scenario)
        && row.status == .ok && Self.variants.contains(row.keys.variant)
        && [.median, .value, .sum].contains(row.statistic)
        && columns.allSatisfy { column, field in column.field(row) == field }
    }
    guard isLargestSet else { return found }
    let largest = found.compactMap(\.keys.workingSetByteCount).max()
    return found.filter { $0.keys.workingSetByteCount == largest }
  }
}
