internal import Measure

/// Trials added up: for each cell and planted slowdown, how often the gate called a regression.
enum GateTally {
  static func table(_ trials: [GateTrial]) -> String {
    var keys: [(cell: String, planted: Double)] = []
    for trial in trials
    where !keys.contains(where: { $0 == (trial.keys.cellID, trial.planted) }) {
      keys.append((trial.keys.cellID, trial.planted))
    }
    let rows = keys.sorted { ($0.planted, $0.cell) < ($1.planted, $1.cell) }.map { key in
      row(key.planted, key.cell, trials.filter { ($0.keys.cellID, $0.planted) == key })
    }
    let header = [
      "planted", "cell", "gates", "regressions", "share", "95 % interval", "inconclusive",
      "smallest effect",
    ]
    return Columns.text([header] + rows, numbers: [2, 3, 4, 6, 7])
  }

  /// The sums as rows of results: for each cell how many gates had nothing, little or much planted,
  /// and how many of each were called regressions.
  static func rows(_ trials: [GateTrial], _ keys: CellKeys) -> [SummaryRow] {
    Set(trials.map(\.keys.cellID)).sorted().flatMap { cell in
      kinds.flatMap { kind, includes in
        let found = trials.filter { $0.keys.cellID == cell && includes($0) }
        let called = found.count { $0.verdict == .regression }
        return [("\(kind)_gates", found.count), ("\(kind)_called", called)].map {
          metric, count in
          var row = SummaryRow(keys, scenario: "selftest", count, of: metric)
          row.keys.cellID = cell
          return row
        }
      }
    }
  }

  private static let kinds: [(name: String, includes: @Sendable (GateTrial) -> Bool)] = [
    ("null", { $0.planted == 0 }), ("small", { $0.planted > 0 && $0.planted < $0.threshold }),
    ("large", { $0.planted > $0.threshold }),
  ]

  private static func row(_ planted: Double, _ cell: String, _ trials: [GateTrial]) -> [String] {
    let called = trials.count { $0.verdict == .regression }
    let interval = BinomialInterval(called, of: trials.count)
    let effects = trials.compactMap(\.minimumDetectable)
    return [
      planted == 0 ? "nothing" : Display.percent(planted), cell, "\(trials.count)", "\(called)",
      Display.percent(Double(called) / Double(trials.count)),
      "\(Display.percent(interval.low)) to \(Display.percent(interval.high))",
      "\(trials.count { $0.verdict == .inconclusive })",
      effects.isEmpty ? "" : Display.percent(Statistics.median(effects)),
    ]
  }
}
