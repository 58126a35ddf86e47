/// A figure that the project is judged by: where its value stands in the results, and its limit.
package struct Figure: Sendable {
  /// "K1.L1"; the part before the point is the goal.
  package let id: String
  /// What is held against what.
  package let what: String
  package let reading: Reading
  package let relation: Relation
  package let limit: Double
  /// The command whose results hold it.
  package let command: String

  /// How the rows give the value.
  package enum Reading: Sendable {
    /// The worst of all rows that match: every one of them has to reach the limit.
    case worst(Selector)
    /// The sum over all rows that match.
    case sum(Selector)
    /// The worst of the first rows over the best of the second ones.
    case quotient(Selector, over: Selector)
    /// The sum of the first rows over the sum of the second ones.
    case share(Selector, of: Selector)
  }

  /// Which side of the limit is good.
  package enum Relation: String, Sendable {
    case atLeast = ">="
    case atMost = "<="

    func holds(_ value: Double, _ limit: Double) -> Bool {
      switch self {
      case .atLeast: value >= limit
      case .atMost: value <= limit
      }
    }
  }

  init(
    _ id: String, _ what: String, _ reading: Reading, _ relation: Relation, _ limit: Double,
    _ command: String
  ) {
    self.id = id
    self.what = what
    self.reading = reading
    self.relation = relation
    self.limit = limit
    self.command = command
  }
}

/// Which rows of `summary.csv` a figure speaks of.
package struct Selector: Sendable {
  /// Empty for rows of any scenario.
  let scenario: String
  let metric: String
  /// Column and field, which must be equal.
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

  /// References and the canary have no figures.
  private static let variants = [CellKeys.cellVariant, CellKeys.countersVariant]

  /// The rows with a number that match.
  func rows(_ summary: [SummaryRow]) -> [SummaryRow] {
    let columns = equal.map { pair in
      guard let column = ResultSchema.summary.first(where: { $0.name == pair.column }) else {
        preconditionFailure("a figure selects by a column of summary.csv: \(pair.column) is none")
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
