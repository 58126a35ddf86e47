package import Measure

/// Repeated proofs of the same cells from nothing: whether their exact counts stay the same.
package struct Repetition {
  /// The number of runs so far, and of the counts of each run.
  package private(set) var runCount = 1
  package let countCount: Int
  /// One line for each count that differed from the first run's.
  package private(set) var differences: [String] = []

  private let metrics: Set<String>
  private let first: [String: Double]

  /// Begins with the first run; `metrics` are the counts to compare.
  package init(_ rows: ResultRows, _ metrics: Set<String>) {
    self.metrics = metrics
    first = Self.counts(rows, metrics)
    countCount = first.count
  }

  /// Compares another run with the first.
  package mutating func add(_ rows: ResultRows) {
    runCount += 1
    let found = Self.counts(rows, metrics)
    for name in Set(found.keys).union(first.keys).sorted() where found[name] != first[name] {
      differences.append(
        "\(name) is \(Self.text(found[name])) in run \(runCount), and was \(Self.text(first[name]))"
          + " in the first")
    }
  }

  /// The rows that figure H4 is made from.
  package func rows(_ keys: CellKeys) -> [SummaryRow] {
    let counts = [
      ("exact_runs", runCount), ("exact_counts_compared", countCount),
      ("exact_differences", differences.count),
    ]
    return counts.map { SummaryRow(keys, scenario: "repeat", $1, of: $0) }
  }

  private static func counts(_ rows: ResultRows, _ metrics: Set<String>) -> [String: Double] {
    let exact = rows.summary.filter { $0.valueKind == .exact && metrics.contains($0.metric) }
    return Dictionary(
      exact.map { ("\($0.keys.cellID): \($0.metric)", $0.value ?? 0) }
    ) { first, _ in first }
  }

  private static func text(_ value: Double?) -> String { value.map { "\(Int($0))" } ?? "absent" }
}
