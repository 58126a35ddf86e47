/// One line per cell: the values that differ between cells, then the measurements.
enum CellGrid {
  /// A table for each scenario, in the order of the rows; without cells, the comparisons alone.
  static func grids(_ rows: ResultRows) -> [Grid] {
    if rows.summary.isEmpty { return [comparisons(rows.compare)] }
    var names: [String] = []
    for row in rows.summary where !names.contains(row.keys.scenario) {
      names.append(row.keys.scenario)
    }
    return names.map { name in
      grid(
        name, CellView.all(rows.summary.filter { $0.keys.scenario == name }, rows.compare))
    }
  }

  private struct Column: Sendable {
    let title: String
    let isRightAligned: Bool
    let field: @Sendable (CellView) -> Grid.Field
  }

  private static func grid(_ scenario: String, _ cells: [CellView]) -> Grid {
    let columns = axes.filter { isVaried($0, cells) } + measures(cells)
    let all =
      [Column(title: "cell", isRightAligned: false) { .init(text: $0.keys.cellID) }]
      + columns.filter { column in cells.contains { !column.field($0).text.isEmpty } }
    return Grid(
      title: scenario, header: all.map(\.title), rightAligned: all.map(\.isRightAligned),
      rows: cells.map { cell in all.map { $0.field(cell) } }, legend: legend(cells))
  }

  /// A cell that didn't run has empty places, a difference that doesn't justify a column.
  private static func isVaried(_ column: Column, _ cells: [CellView]) -> Bool {
    let texts = Set(cells.map { column.field($0).text })
    return (placing.contains(column.title) ? texts.subtracting([""]) : texts).count > 1
  }

  private static func axis(
    _ title: String, isNumber: Bool = false, _ text: @escaping @Sendable (CellKeys) -> String
  ) -> Column {
    Column(title: title, isRightAligned: isNumber) { .init(text: text($0.keys)) }
  }

  private static let placing: Set = ["cpus", "node", "memory"]

  private static let axes: [Column] = [
    axis("workload") { $0.workload },
    axis("backend") { $0.backendExecuted.isEmpty ? $0.backendRequested : $0.backendExecuted },
    axis("allocator") {
      $0.allocatorExecuted.isEmpty ? $0.allocatorRequested : $0.allocatorExecuted
    },
    axis("threads", isNumber: true) { $0.threads.field },
    axis("cpus") { $0.cpuPolicy },
    axis("node", isNumber: true) { $0.cpuNode.field },
    axis("memory") { $0.memoryPolicy == "bind" ? "node " + $0.memoryNode.field : $0.memoryPolicy },
    axis("page", isNumber: true) { $0.pageByteCount.map(Display.bytes) ?? "" },
    axis("set", isNumber: true) { $0.workingSetByteCount.map(Display.bytes) ?? "" },
    axis("delta", isNumber: true) { $0.deltaByteCount.map(Display.bytes) ?? "" },
    axis("density", isNumber: true) { $0.density.field },
    axis("pattern") { $0.pattern },
    axis("trace") { $0.trace },
  ]

  /// The times of single operations, where they were taken.
  private static let latencies = [Statistic.p50, .p99, .p999, .max].map { statistic in
    Column(title: statistic.rawValue, isRightAligned: true) {
      .init(text: $0.latencies[statistic].map(Display.time) ?? "")
    }
  }

  private static func measures(_ cells: [CellView]) -> [Column] {
    let ceilings = Set(cells.compactMap(\.throughput?.ceilingName)).filter { !$0.isEmpty }
    let ceilingTitle = ceilings.count == 1 ? "of " + (ceilings.first ?? "") : "of ceiling"
    let isMixed = ceilings.count > 1
    return [
      Column(title: "time/op", isRightAligned: true) { .init(text: $0.timeText) },
      Column(title: "±", isRightAligned: true) { .init(text: $0.spreadText) },
      Column(title: "throughput", isRightAligned: true) { .init(text: $0.throughputText) },
    ] + latencies + [
      Column(title: ceilingTitle, isRightAligned: true) { $0.ceilingField(named: isMixed) },
      Column(title: "speed", isRightAligned: true) { $0.speedField },
      Column(title: "proof", isRightAligned: false) { $0.proofField },
    ]
  }

  /// Comparisons of two folders, which have no cells of their own to show.
  static func comparisons(_ rows: [CompareRow]) -> Grid {
    let isOneScenario = Set(rows.map(\.keys.scenario)).count == 1
    return Grid(
      title: "comparison",
      header: ["cell", "metric", "base", "head", "ratio", "interval", "verdict", "why"],
      rightAligned: [false, false, true, true, true, true, false, false],
      rows: rows.map { row in
        let interval = row.ratioLow.flatMap { low in
          row.ratioHigh.map { Display.fixed(low, 3) + " to " + Display.fixed($0, 3) }
        }
        return [
          .init(text: isOneScenario ? row.keys.cellID : row.keys.scenario + "/" + row.keys.cellID),
          .init(text: row.metric),
          .init(text: row.baseValue.map { Display.value($0, unit: row.unit) } ?? ""),
          .init(text: row.headValue.map { Display.value($0, unit: row.unit) } ?? ""),
          .init(
            text: row.ratio.map { Display.fixed($0, 3) + row.verdict.mark } ?? "",
            tone: row.verdict.tone),
          .init(text: interval ?? ""), .init(text: row.verdict.rawValue, tone: row.verdict.tone),
          .init(text: row.verdictReason),
        ]
      })
  }
}

extension Verdict {
  /// Whether the comparison could tell.
  var isDecided: Bool { [.improvement, .regression, .equivalent].contains(self) }

  /// The mark behind a ratio that nobody may rely on.
  var mark: String { self == .inconclusive ? "?" : "" }

  var tone: Grid.Tone {
    switch self {
    case .improvement: .good
    case .regression, .unverified: .bad
    case .equivalent: .plain
    case .inconclusive, .notComparable: .quiet
    }
  }
}
