internal import Support

extension ContestReport {
  /// All numbers of one cell, or the one row with the reason for none.
  func summary(_ cell: CellReport) -> [SummaryRow] {
    guard cell.status == .ok else {
      return [Self.timeWithheld(cell)]
    }
    var rows = paces(cell.keys.cellID, cell.facts, template: Self.template(cell))
    addCeiling(to: &rows, cell)
    rows += references.compactMap { fraction(cell, of: $0) }
    rows += overheads(cell) + Self.latency(cell, launchCount: launches.count)
    rows += Self.counterSummary(cell, rows)
    return rows + Self.proof(cell)
  }

  /// A reference's own numbers.
  func summary(_ reference: ReferenceReport) -> [SummaryRow] {
    var template = SummaryRow()
    template.keys = reference.ownKeys
    guard launches.allSatisfy({ $0.completedRounds > 0 }) else { return [] }
    if let failure = entries(reference.contestantID).lazy.compactMap(\.failure).first {
      template.metric = "time"
      template.unit = "ns/op"
      template.statistic = .median
      template.status = failure.rowStatus
      template.reasonCode = failure.reasonCode
      return [template]
    }
    var rows = paces(reference.contestantID, reference.facts, template: template)
    if reference.isCeiling { for index in rows.indices { rows[index].valueKind = .ceiling } }
    return rows
  }

  func canarySummary() -> [SummaryRow] {
    guard let keys = canaryKeys, launches.allSatisfy({ !$0.canaryNanoseconds.isEmpty }) else {
      return []
    }
    var template = SummaryRow()
    template.keys = keys
    template.metric = "canary_time"
    template.unit = "ns"
    template.direction = .none
    return Self.statistics(
      launches.map { $0.canaryNanoseconds.map { Double($0) } }, template)
  }

  /// Time of an operation, operations a second, and page bytes a second where there are any.
  private func paces(_ id: String, _ facts: WorkFacts, template: SummaryRow) -> [SummaryRow] {
    guard let times = pace(id, facts, byBytes: false) else { return [] }
    var row = template
    row.metric = "time"
    row.unit = "ns/op"
    row.direction = .lower
    let time = Self.statistics(times, row)
    var rows = time + Self.speeds(time, "rate", "op/s", unitsPerOperation: 1)
    if facts.bytesPerIteration > 0 {
      let bytes = Double(facts.bytesPerIteration) / Double(facts.operationsPerIteration)
      rows += Self.speeds(time, "bandwidth", "B/s", unitsPerOperation: bytes)
    }
    return rows
  }

  /// Units of work a second from the very statistics of the time, so that the two never contradict
  /// one another: a long time's percentile is a low speed's.
  private static func speeds(
    _ time: [SummaryRow], _ metric: String, _ unit: String, unitsPerOperation: Double
  ) -> [SummaryRow] {
    let mirrored: [Statistic: Statistic] = [.p5: .p95, .p95: .p5]
    let speeds = time.map { time in
      var row = time
      row.metric = metric
      row.unit = unit
      row.statistic = mirrored[time.statistic] ?? time.statistic
      row.value = time.value.map { unitsPerOperation * 1e9 / $0 }
      row.low = time.high.map { unitsPerOperation * 1e9 / $0 }
      row.high = time.low.map { unitsPerOperation * 1e9 / $0 }
      row.valueKind = .derived
      row.direction = .higher
      return row
    }
    return [Statistic.median, .p5, .p95].flatMap { wanted in
      speeds.filter { $0.statistic == wanted }
    }
  }

  /// Median with its interval, and the percentiles beside it.
  static func statistics(_ launches: [[Double]], _ template: SummaryRow) -> [SummaryRow] {
    let estimate = Estimate(launches: launches)
    var median = template
    median.statistic = .median
    median.launchCount = estimate.launchCount
    median.batchCount = estimate.count
    var p5 = median
    var p95 = median
    median.value = estimate.median
    median.low = estimate.low
    median.high = estimate.high
    median.level = estimate.level
    p5.statistic = .p5
    p5.value = estimate.p5
    p95.statistic = .p95
    p95.value = estimate.p95
    return [median, p5, p95]
  }

  static func template(_ cell: CellReport) -> SummaryRow {
    var row = SummaryRow()
    row.keys = cell.executedKeys
    row.verified = cell.verified
    row.oracle = cell.oracle
    row.digest = cell.digest?.description ?? ""
    row.status = cell.status
    row.reasonCode = cell.reasonCode
    return row
  }

  static func timeWithheld(_ cell: CellReport) -> SummaryRow {
    var row = template(cell)
    row.metric = "time"
    row.unit = "ns/op"
    row.statistic = .median
    row.direction = .lower
    return row
  }
}

/// Cells beside their references.
extension ContestReport {
  /// The cell's speed as a share of the reference's: 1 means as fast, paired by round.
  private func fraction(_ cell: CellReport, of reference: ReferenceReport) -> SummaryRow? {
    guard let ratio = ratio(cell, of: reference) else { return nil }
    var row = Self.template(cell)
    row.metric = "fraction_of_" + reference.name
    row.unit = "ratio"
    row.statistic = .median
    row.value = ratio.ratio
    row.low = ratio.low
    row.high = ratio.high
    row.level = ratio.level
    row.launchCount = ratio.launchCount
    row.batchCount = ratio.pairCount
    row.valueKind = .derived
    row.direction = .higher
    return row
  }

  private func ratio(_ cell: CellReport, of reference: ReferenceReport) -> PairedRatio? {
    let byBytes = cell.facts.bytesPerIteration > 0 && reference.facts.bytesPerIteration > 0
    guard let own = pace(cell.keys.cellID, cell.facts, byBytes: byBytes),
      let others = pace(reference.contestantID, reference.facts, byBytes: byBytes)
    else { return nil }
    return PairedRatio(launches: others, over: own)
  }

  /// Writes the first ceiling beside the bandwidth, or beside the rate of work without bytes.
  private func addCeiling(to rows: inout [SummaryRow], _ cell: CellReport) {
    let metric = cell.facts.bytesPerIteration > 0 ? "bandwidth" : "rate"
    let ceilings = references.filter(\.isCeiling)
    guard let first = ceilings.first, let reached = ratio(cell, of: first),
      let index = rows.firstIndex(where: { $0.metric == metric && $0.statistic == .median }),
      let value = rows[index].value
    else { return }
    let own = summary(first).first { $0.metric == metric && $0.statistic == .median }
    rows[index].ceilingName = first.name
    rows[index].ceilingValue = own?.value ?? value / reached.ratio
    rows[index].ceilingFraction = reached.ratio
    let binding = ceilings.compactMap { ceiling in
      ratio(cell, of: ceiling).map { (name: ceiling.name, fraction: $0.ratio) }
    }.max { $0.fraction < $1.fraction }
    if let binding, binding.fraction >= 0.8 { rows[index].boundBy = binding.name }
  }
}
