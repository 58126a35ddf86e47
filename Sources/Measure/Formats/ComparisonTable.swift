internal import Glibc
internal import Support

/// A comparison of folders as people read it: what moved, or all of it, and the sums.
package struct ComparisonTable: Sendable {
  /// The orders in which rows can be shown.
  package enum Order: String, CaseIterable, Sendable {
    /// The largest change first, whatever its direction.
    case change
    /// The largest ratio first.
    case ratio
    /// By scenario, cell and metric.
    case cell
  }

  private let comparison: FolderComparison
  private let title: String
  private let showsAll: Bool
  private let order: Order

  package init(_ comparison: FolderComparison, title: String, showsAll: Bool, order: Order) {
    self.comparison = comparison
    self.title = title
    self.showsAll = showsAll
    self.order = order
  }

  /// The rows that are shown, in their order.
  package var rows: [CompareRow] {
    let wanted = comparison.rows.filter { showsAll || $0.hasMoved }
    let named = wanted.sorted { $0.name < $1.name }
    switch order {
    case .cell: return named
    case .ratio: return Self.sorted(named) { $0.ratio ?? -.infinity }
    case .change: return Self.sorted(named, by: \.change)
    }
  }

  /// Sorts downwards by a number; rows of one number stay in their order.
  private static func sorted(
    _ rows: [CompareRow], by number: (CompareRow) -> Double
  ) -> [CompareRow] {
    rows.enumerated().sorted { one, other in
      let (left, right) = (number(one.element), number(other.element))
      return left == right ? one.offset < other.offset : left > right
    }.map(\.element)
  }

  /// Aligned columns for a terminal, and the sums.
  package func text(_ style: FormatStyle) -> String {
    let shown = rows
    let table =
      shown.isEmpty ? "\(title.escapingControls)\n" : grid(shown).aligned(color: style.color)
    return table + sums.map { $0 + "\n" }.joined()
  }

  /// A heading, a pipe table, and the sums.
  package var markdown: String {
    let shown = rows
    let table = shown.isEmpty ? "### \(title.escapingControls)\n" : grid(shown).markdown
    return table + "\n" + sums.joined(separator: "; ") + ".\n"
  }

  private func grid(_ rows: [CompareRow]) -> Grid {
    var grid = CellGrid.comparisons(rows)
    grid.title = title
    return grid
  }

  /// "geometric mean of 12 ratios of times: 1.03", then how many rows have which verdict, and how
  /// many aren't shown.
  package var sums: [String] {
    var lines: [String] = []
    if let mean = geometricMean {
      lines.append(
        "geometric mean of \(timeRatios.count) ratios of times: \(Display.fixed(mean, 3))")
    }
    let counts = GateFormat.order.compactMap { verdict -> String? in
      let count = comparison.rows.count { $0.verdict == verdict }
      return count == 0 ? nil : "\(count) \(verdict.rawValue)"
    }
    lines.append("verdicts: " + counts.joined(separator: ", "))
    let hidden = comparison.rows.count - rows.count
    if hidden > 0 { lines.append("\(hidden) that didn't move are not shown: --all shows them") }
    return lines
  }

  private var timeRatios: [Double] {
    comparison.rows.filter { $0.metric == "time" }.compactMap(\.ratio).filter { $0 > 0 }
  }

  /// The geometric mean of the ratios of times; nil without any.
  package var geometricMean: Double? {
    let ratios = timeRatios
    guard !ratios.isEmpty else { return nil }
    return exp(ratios.reduce(0) { $0 + log($1) } / Double(ratios.count))
  }
}

extension CompareRow {
  /// Whether a reader must look: a count changed, bytes were wrong, or a time's interval leaves 1
  /// out.
  fileprivate var hasMoved: Bool {
    switch verdict {
    case .regression, .improvement, .unverified: true
    case .inconclusive: (ratioLow ?? 0) > 1 || (ratioHigh ?? .infinity) < 1
    case .equivalent, .notComparable: false
    }
  }

  /// How far the ratio is from 1 in either direction; without a ratio, as far as can be.
  fileprivate var change: Double {
    guard let ratio, ratio > 0 else { return .infinity }
    return abs(log(ratio))
  }

  fileprivate var name: String { "\(keys.scenario)\n\(keys.cellID)\n\(metric)" }
}
