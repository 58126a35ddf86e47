internal import Measure
internal import Scenarios
internal import Support

/// The verdicts of a gate, as rows, and the exit code that they ask for.
struct GateReport {
  /// One row for each cell's time and each exact count that both builds state.
  private(set) var rows: [CompareRow] = []
  private var codes: [ExitCode] = []
  private let isProbe: Bool
  private let seed: UInt64

  /// Judges a run's cells; a probe of two builds of the same code can't fail.
  init(
    _ run: GateRun, isProbe: Bool, seed: UInt64, keys: (GateCell) -> CellKeys
  ) {
    self.isProbe = isProbe
    self.seed = seed
    let adjusted = Self.adjusted(run, seed)
    for cell in run.cells {
      var row = CompareRow()
      row.keys = keys(cell)
      row.keys.backendExecuted = cell.head.backend
      row.keys.allocatorExecuted = cell.head.allocator
      row.baseCellID = cell.cell.id
      let counts = countRows(cell, row)
      rows += counts
      rows.append(timeRow(cell, row, run, adjusted[cell.cell.id], counts))
    }
  }

  /// Whether any cell was judged.
  var hasComparison: Bool { rows.contains { $0.ratio != nil } }

  /// The exit code: the gravest of the cells'; without a single comparison, usage.
  func exitCode(isStrict: Bool) -> ExitCode {
    guard hasComparison else { return ExitCode.gravest(of: codes + [.usage]) }
    // A cell that the builds don't share is no fault of the call while others were compared.
    let grave = codes.filter { $0 != .usage && $0 != .inconclusive }
    if !grave.isEmpty { return ExitCode.gravest(of: grave) }
    return isStrict && !codes.isEmpty ? .inconclusive : .well
  }

  /// Holm's adjusted probabilities of the candidates that were confirmed or not.
  private static func adjusted(_ run: GateRun, _ seed: UInt64) -> [String: Double] {
    let candidates = run.cells.filter { !$0.confirmation.isEmpty }
    let probabilities = candidates.map { cell in confirmation(cell, run, seed).probability }
    return Dictionary(
      zip(candidates.map(\.cell.id), Holm.adjusted(probabilities)), uniquingKeysWith: max)
  }

  private static func confirmation(
    _ cell: GateCell, _ run: GateRun, _ seed: UInt64
  ) -> GateConfirmation {
    GateConfirmation(
      cell.confirmation, rules: cell.rules, of: run.screening(cell)?.verdict ?? .regression,
      seed: seed)
  }
}

// Exact counts.
extension GateReport {
  /// A row for each count of one worker's cell; a count that grew is a regression, however little.
  private mutating func countRows(_ cell: GateCell, _ template: CompareRow) -> [CompareRow] {
    guard cell.cell.request.workerCount == 1, cell.base.status == .ok, cell.head.status == .ok
    else {
      return []
    }
    let facts = cell.base.counts + cell.head.counts
    var known: Set<String> = []
    return facts.compactMap { fact in
      guard known.insert(fact.metric).inserted, cell.exactCounts?.contains(fact.metric) ?? true
      else { return nil }
      return countRow(fact, cell, template)
    }
  }

  /// The row of one count; nil where a build doesn't keep the count, or both have zero.
  private mutating func countRow(
    _ fact: ExactFact, _ cell: GateCell, _ template: CompareRow
  ) -> CompareRow? {
    guard let base = cell.base.count(fact.metric), let head = cell.head.count(fact.metric),
      max(base, head) > 0
    else { return nil }
    var row = template
    row.metric = fact.metric
    row.unit = fact.unit
    row.baseValue = base
    row.headValue = head
    row.ratio = base > 0 ? head / base : nil
    row.level = 1
    row.threshold = 0
    row.launchCount = 1
    row.verdict = base == head ? .equivalent : head > base ? .regression : .improvement
    let change = Display.significant(base) + " to " + Display.significant(head)
    row.verdictReason =
      base == head ? "exact and equal" : "an exact count changed from " + change
    if row.verdict == .regression { codes.append(.regression) }
    return row
  }
}

// Times.
extension GateReport {
  private mutating func timeRow(
    _ cell: GateCell, _ template: CompareRow, _ run: GateRun, _ adjusted: Double?,
    _ counts: [CompareRow]
  ) -> CompareRow {
    var row = template
    row.metric = "time"
    row.unit = "ns/op"
    row.threshold = cell.threshold
    if let ending = cell.ending, ending.verdict != .inconclusive || cell.screening.isEmpty {
      row.verdict = ending.verdict == .inconclusive ? .notComparable : ending.verdict
      row.verdictReason = ending.reason
      codes.append(ending.code)
      return row
    }
    guard let screening = run.screening(cell) else {
      row.verdict = .notComparable
      row.verdictReason = "no launch was finished"
      codes.append(.inconclusive)
      return row
    }
    fill(&row, screening)
    decide(&row, cell, run, adjusted)
    if let ending = cell.ending { row.verdictReason = ending.reason }
    if isProbe, row.verdict != .equivalent {
      row.verdict = .inconclusive
      row.verdictReason = "both builds have the same code: the difference is the machine's noise"
    }
    if [.regression, .improvement].contains(row.verdict) {
      var explanation = GateExplanation()
      explanation.counts = counts
      explanation.timeRatio = row.ratio
      explanation.charges = [
        .init("page faults", base: cell.baseCharges.faults, head: cell.headCharges.faults),
        .init("switches", base: cell.baseCharges.switches, head: cell.headCharges.switches),
      ]
      explanation.counters = Self.counters(cell)
      explanation.trouble = cell.countingTrouble
      row.explainedBy = explanation.text
    }
    if row.verdict == .regression { codes.append(.regression) }
    if row.verdict == .inconclusive, !isProbe { codes.append(.inconclusive) }
    return row
  }

  /// The counters of which both builds have counts; the kernel's charges have their own place.
  private static func counters(_ cell: GateCell) -> [GateExplanation.Charge] {
    let head = cell.counts[.head]?.counters ?? []
    return (cell.counts[.base]?.counters ?? []).compactMap { counter in
      head.first { $0.metric == counter.metric }.map {
        .init(counter.metric, base: counter.batches, head: $0.batches)
      }
    }
  }

  private func fill(_ row: inout CompareRow, _ screening: GateScreening) {
    let estimate = screening.estimate
    row.baseValue = screening.baseNanosecondsPerOperation
    row.headValue = screening.headNanosecondsPerOperation
    row.ratio = estimate.ratio
    row.ratioLow = estimate.low
    row.ratioHigh = estimate.high
    row.level = estimate.level
    row.launchCount = estimate.launchCount
    row.pairCount = estimate.pairCount
    row.againLow = screening.again.low
    row.againHigh = screening.again.high
    row.minimumDetectable = screening.minimumDetectableEffect
    row.noiseCause = screening.noiseCause
    row.verdict = screening.verdict
    row.verdictReason = screening.reason
  }

  /// Turns a candidate into a verdict where fresh launches confirm it.
  private func decide(
    _ row: inout CompareRow, _ cell: GateCell, _ run: GateRun, _ adjusted: Double?
  ) {
    guard [.regression, .improvement].contains(row.verdict) else { return }
    guard let adjusted else {
      row.verdict = .inconclusive
      row.verdictReason = "a candidate that was not confirmed: no fresh launch was finished"
      return
    }
    row.adjustedProbability = adjusted
    let fresh = Self.confirmation(cell, run, seed).estimate
    let launches = "\(cell.confirmation.count) fresh launches"
    let found = GateFormat.change(fresh)
    if adjusted <= GateConfirmation.level {
      row.verdictReason = "confirmed on \(launches): \(found)"
    } else {
      row.verdict = .inconclusive
      row.verdictReason = "a candidate that \(launches) did not confirm: \(found)"
    }
  }
}
