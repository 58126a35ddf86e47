/// A cell for readers: the cell's rows of the summary, and its comparison.
struct CellView {
  let keys: CellKeys
  let time: SummaryRow?
  /// The bandwidth, or the rate of work that moves no page bytes.
  let throughput: SummaryRow?
  let comparison: CompareRow?
  let isBaseline: Bool
  /// The row with the cell's final status.
  let outcome: SummaryRow
  let verifiedOperationCount: Int?
  /// The times of single operations by their statistic; empty where they weren't taken.
  let latencies: [Statistic: Double]

  /// The cells of one scenario's rows, in the order of the rows.
  static func all(_ summary: [SummaryRow], _ compare: [CompareRow]) -> [CellView] {
    var order: [String] = []
    var rowsOfCell: [String: [SummaryRow]] = [:]
    for row in summary where row.keys.variant == CellKeys.cellVariant {
      if rowsOfCell[row.keys.cellID] == nil { order.append(row.keys.cellID) }
      rowsOfCell[row.keys.cellID, default: []].append(row)
    }
    let scenario = summary.first?.keys.scenario
    let compare = compare.filter { $0.keys.scenario == scenario && $0.metric == "time" }
    let comparisons = Dictionary(compare.map { ($0.keys.cellID, $0) }) { first, _ in first }
    let baselines = Set(compare.map(\.baseCellID))
    return order.compactMap { id in
      CellView(rowsOfCell[id] ?? [], comparisons[id], isBaseline: baselines.contains(id))
    }
  }

  private init?(_ rows: [SummaryRow], _ comparison: CompareRow?, isBaseline: Bool) {
    func median(_ metric: String) -> SummaryRow? {
      rows.first { $0.metric == metric && $0.statistic == .median && $0.status == .ok }
    }
    let proof = rows.first { $0.metric == "verified_operations" }
    guard let outcome = rows.first(where: { $0.metric == "time" }) ?? proof ?? rows.first else {
      return nil
    }
    self.outcome = outcome
    keys = outcome.keys
    time = median("time")
    throughput = median("bandwidth") ?? median("rate")
    let times = rows.filter { $0.metric == "latency" && $0.unit == "ns" }
      .compactMap { row in row.value.map { (row.statistic, $0) } }
    latencies = Dictionary(times) { first, _ in first }
    self.comparison = comparison
    self.isBaseline = isBaseline
    verifiedOperationCount = proof?.value.map { Int(clamped: $0) }
  }

  /// The comparison where it could tell, so that its ratio may be relied on.
  var decidedComparison: CompareRow? {
    comparison.flatMap { $0.verdict.isDecided ? $0 : nil }
  }

  var timeText: String { time?.value.map(Display.time) ?? "" }

  /// The wider side of the interval around the median, or both sides where one is more than twice
  /// the other.
  var spreadText: String {
    guard let value = time?.value, let low = time?.low, let high = time?.high else { return "" }
    let (below, above) = ((value - low) / value, (high - value) / value)
    let (belowText, aboveText) = (Display.percent(below), Display.percent(above))
    guard max(below, above) > 2 * min(below, above), belowText != aboveText else {
      return Display.percent(max(below, above))
    }
    return "-\(belowText) +\(aboveText)"
  }

  var throughputText: String {
    throughput.flatMap { row in row.value.map { Display.value($0, unit: row.unit) } } ?? ""
  }

  /// The share of the ceiling, which is called into question where it lies well above 1.
  func ceilingField(named: Bool) -> Grid.Field {
    guard let row = throughput, let fraction = row.ceilingFraction else {
      return Grid.Field(text: "")
    }
    let text = Display.percent(fraction) + (named ? " " + row.ceilingName : "")
    return isAboveCeiling ? Grid.Field(text: text + " !", tone: .bad) : Grid.Field(text: text)
  }

  /// Whether the cell is faster than what bounds it by more than noise explains.
  var isAboveCeiling: Bool { (throughput?.ceilingFraction ?? 0) > 1.1 }

  /// The speed over the baseline's, with a question mark where the comparison couldn't tell.
  var speedField: Grid.Field {
    guard let row = comparison, let ratio = row.ratio else {
      return Grid.Field(text: isBaseline ? "baseline" : "", tone: .quiet)
    }
    return Grid.Field(
      text: Display.times(1 / ratio) + "×" + row.verdict.mark, tone: row.verdict.tone)
  }

  var proofField: Grid.Field {
    guard outcome.status == .ok else {
      let isBad = [.mismatch, .failed, .unverified].contains(outcome.status)
      return Grid.Field(
        text: "\(outcome.status.rawValue): \(outcome.reasonCode)", tone: isBad ? .bad : .quiet)
    }
    guard outcome.verified == true else { return Grid.Field(text: "") }
    let count = verifiedOperationCount.map { " " + Display.grouped($0) } ?? ""
    return Grid.Field(text: "verified" + count, tone: .good)
  }
}
