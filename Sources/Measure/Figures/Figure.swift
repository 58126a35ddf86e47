/// A figure that the project is judged by: where its value stands in the results, and its limit.
package struct Figure: Sendable {
  /// "K1.L1"; the part before the point is the goal.
  package let id: String
  /// The two sides of the figure, in words.
  package let what: String
  package let reading: Reading
  package let relation: Relation
  package let limit: Double
  /// The command whose results hold the figure.
  package let command: String

  /// The way from rows to a value.
  package enum Reading: Sendable {
    /// The worst of all rows that match: every one of them has to reach the limit.
    case worst(Selector)
    /// The best of all rows that match: that of the backend that is fastest on this machine.
    case best(Selector)
    /// The sum over all rows that match.
    case sum(Selector)
    /// The worst of the first rows over the best of the second ones.
    case quotient(Selector, over: Selector)
    /// The sum of the first rows over the sum of the second ones.
    case share(Selector, of: Selector)
  }

  /// The good side of the limit.
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
