/// A way to show a gate's verdicts: a row of the table that `--report` chooses from.
///
/// Every format is made from the rows of `gate.csv` alone. Only cells' times and the counts that
/// changed are shown, the gravest verdicts first.
package struct GateFormat: Sendable {
  /// The word that `--report` takes.
  package let name: String
  /// One line for help.
  package let about: String
  /// The whole text, line ends included.
  package let render: @Sendable ([CompareRow], FormatStyle) -> String

  /// All formats that `--report` offers.
  package static let all: [GateFormat] = [.markdown, .junit, .github]

  /// The format of a name.
  package static func named(_ name: String) -> GateFormat? { all.first { $0.name == name } }

  /// Aligned columns for a terminal, and a count of verdicts.
  package static let table = GateFormat(name: "table", about: "aligned columns for a terminal") {
    rows, style in
    grid(rows).aligned(color: style.color) + tally(rows) + "\n"
  }

  /// A comment for a pull request.
  package static let markdown = GateFormat(
    name: "markdown", about: "a comment for a pull request"
  ) { rows, _ in
    grid(rows).markdown + "\n" + tally(rows) + "\n"
  }
}

extension GateFormat {
  /// The verdicts in the order in which a reviewer wants them.
  static let order: [Verdict] = [
    .unverified, .regression, .improvement, .inconclusive, .notComparable, .equivalent,
  ]

  /// The rows that are shown.
  static func shown(_ rows: [CompareRow]) -> [CompareRow] {
    let wanted = rows.filter { $0.metric == "time" || $0.verdict != .equivalent }
    return order.flatMap { verdict in wanted.filter { $0.verdict == verdict } }
  }

  /// "2 regressions, 17 equivalent": the verdicts on times and changed counts.
  static func tally(_ rows: [CompareRow]) -> String {
    let names: [Verdict: (one: String, many: String)] = [
      .unverified: ("wrong", "wrong"), .regression: ("regression", "regressions"),
      .improvement: ("improvement", "improvements"), .inconclusive: ("can't tell", "can't tell"),
      .notComparable: ("not comparable", "not comparable"), .equivalent: ("equal", "equal"),
    ]
    let shown = shown(rows)
    let parts = order.compactMap { verdict -> String? in
      let count = shown.count { $0.verdict == verdict }
      guard count > 0, let name = names[verdict] else { return nil }
      return "\(count) \(count == 1 ? name.one : name.many)"
    }
    return parts.isEmpty ? "nothing was compared" : parts.joined(separator: ", ")
  }

  private static func grid(_ rows: [CompareRow]) -> Grid {
    Grid(
      title: "gate",
      header: ["verdict", "cell", "of", "change", "interval", "threshold", "can see", "why"],
      rightAligned: [false, false, false, true, false, true, true, false],
      rows: shown(rows).map(fields))
  }

  private static func fields(_ row: CompareRow) -> [Grid.Field] {
    let tones: [Verdict: Grid.Tone] = [
      .regression: .bad, .unverified: .bad, .improvement: .good, .inconclusive: .quiet,
      .notComparable: .quiet,
    ]
    let isExact = row.metric != "time"
    return [
      .init(text: word(row.verdict), tone: tones[row.verdict] ?? .plain),
      .init(text: name(row)), .init(text: row.metric),
      .init(text: row.ratio.map(change) ?? ""), .init(text: interval(row)),
      .init(text: isExact ? "none" : row.threshold.map(Display.percent) ?? ""),
      .init(text: isExact ? "any" : row.minimumDetectable.map(Display.percent) ?? ""),
      .init(text: why(row)),
    ]
  }

  /// The scenario and the cell.
  static func name(_ row: CompareRow) -> String { row.keys.scenario + "/" + row.keys.cellID }

  /// A verdict as people say it.
  static func word(_ verdict: Verdict) -> String {
    switch verdict {
    case .regression: "slower"
    case .improvement: "faster"
    case .equivalent: "equal"
    case .inconclusive: "can't tell"
    case .notComparable: "not comparable"
    case .unverified: "wrong"
    }
  }

  /// "+10 %" for a head that takes a tenth longer.
  static func change(_ ratio: Double) -> String {
    let text = Display.percent(ratio - 1)
    return ratio >= 1 ? "+" + text : text
  }

  /// "+10 % (+9.1 % to +11 %)": an estimate with its interval.
  package static func change(_ estimate: LaunchEstimate) -> String {
    let range = interval(estimate.low, estimate.high)
    return change(estimate.ratio) + (range.isEmpty ? "" : " (\(range))")
  }

  static func interval(_ row: CompareRow) -> String { interval(row.ratioLow, row.ratioHigh) }

  private static func interval(_ low: Double?, _ high: Double?) -> String {
    guard let low, let high else { return "" }
    return change(low) + " to " + change(high)
  }

  /// The reason, with what moved or what disturbed.
  static func why(_ row: CompareRow) -> String {
    let more = row.noiseCause.isEmpty ? row.explainedBy : row.noiseCause
    return [row.verdictReason, more].filter { !$0.isEmpty }.joined(separator: "; ")
  }

  /// A verdict in one sentence, for machines that show a line.
  static func sentence(_ row: CompareRow) -> String {
    var text = "\(name(row)): \(row.metric) \(word(row.verdict))"
    if let ratio = row.ratio {
      text += " by \(change(ratio))"
      if row.metric == "time" {
        text += " (\(interval(row)); threshold \(row.threshold.map(Display.percent) ?? "none"))"
      }
    }
    return text + ": " + why(row)
  }
}
