/// A contest's measurements as rows: each cell against its baseline and every reference.
package struct ContestReport {
  /// The contest of each launch, with the same contestants.
  let launches: [ContestResult]
  let cells: [CellReport]
  let references: [ReferenceReport]
  let threshold: Double

  /// The change that matters unless another one is said.
  package static let standardThreshold = 0.05

  /// Names the contest's cells and references; `threshold` is the change that matters, a fraction.
  package init(
    result: ContestResult, cells: [CellReport], references: [ReferenceReport] = [],
    threshold: Double = standardThreshold
  ) {
    self.init(launches: [result], cells: cells, references: references, threshold: threshold)
  }

  /// Names the cells and references that were in the contest of every launch.
  init(
    launches: [ContestResult], cells: [CellReport], references: [ReferenceReport],
    threshold: Double
  ) {
    precondition(!launches.isEmpty, "a report has a launch")
    self.launches = launches
    self.references = references
    self.threshold = threshold
    self.cells = cells.map { cell in launches.reduce(cell, Self.settled) }
  }

  /// The rows of all three files.
  package func rows() -> ResultRows {
    var rows = ResultRows()
    for cell in cells {
      rows.samples += samples(cell) + Self.counterSamples(cell) + Self.latencySamples(cell)
      rows.summary += summary(cell)
      rows.compare += comparison(cell)
    }
    for reference in references {
      rows.samples += samples(
        of: reference.contestantID, keys: reference.ownKeys, reference.facts)
      rows.summary += summary(reference)
    }
    rows.samples += canarySamples()
    rows.summary += canarySummary()
    return rows
  }

  /// The rows of an untimed cell: its status, or the facts of a proof alone.
  package static func untimed(_ cell: CellReport) -> ResultRows {
    var rows = ResultRows()
    if cell.status != .ok { rows.summary.append(timeWithheld(cell)) }
    rows.summary += proof(cell)
    return rows
  }

  /// The cell with the status that its samples allow.
  private static func settled(_ cell: CellReport, _ result: ContestResult) -> CellReport {
    var cell = cell
    func settle(_ status: RowStatus, _ reason: String) {
      cell.status = status
      cell.reasonCode = reason
    }
    guard cell.status == .ok else { return cell }
    guard let entry = result.entry(cell.keys.cellID) else {
      settle(.skipped, "not_measured")
      return cell
    }
    if let failure = entry.failure {
      settle(failure.rowStatus, failure.reasonCode)
    } else if result.completedRounds == 0 {
      settle(.skipped, result.ending == .deadline ? "budget_exhausted" : "interrupted")
    } else if Statistics.median(entry.batchNanoseconds.map { Double($0) })
      < 1_000 * Double(result.clock.stepNanoseconds)
    {
      settle(.noisy, "batch_too_short")
    }
    return cell
  }

  /// Nanoseconds that one unit of work took in each round of each launch: a byte where both sides
  /// count bytes, else an operation. Nil when the contestant lacks samples in a launch.
  func pace(_ id: String, _ facts: WorkFacts, byBytes: Bool) -> [[Double]]? {
    let units = byBytes ? facts.bytesPerIteration : facts.operationsPerIteration
    let paces = launches.compactMap { result -> [Double]? in
      guard let entry = result.entry(id), entry.failure == nil, result.completedRounds > 0 else {
        return nil
      }
      let perBatch = Double(entry.iterations) * Double(units)
      return entry.batchNanoseconds.map { Double(max($0, 1)) / perBatch }
    }
    return paces.count == launches.count ? paces : nil
  }

  /// The contestant's entry of each launch.
  func entries(_ id: String) -> [ContestEntry] { launches.compactMap { $0.entry(id) } }
}

/// The rows of `samples.csv`.
extension ContestReport {
  private func samples(_ cell: CellReport) -> [SampleRow] {
    guard cell.status == .ok else { return [] }
    return samples(of: cell.keys.cellID, keys: cell.executedKeys, cell.facts)
  }

  private func samples(of id: String, keys: CellKeys, _ facts: WorkFacts) -> [SampleRow] {
    launches.indices.flatMap { launch -> [SampleRow] in
      guard let entry = launches[launch].entry(id), entry.failure == nil else { return [] }
      return entry.batchNanoseconds.indices.map { round in
        var row = sample(round, launch, keys, entry.batchNanoseconds[round])
        row.slot = entry.slots[round]
        row.batchIterations = entry.iterations
        row.operationsPerIteration = facts.operationsPerIteration
        row.bytesPerIteration = facts.bytesPerIteration
        row.overheadNanoseconds = entry.overheadNanoseconds[round]
        return row
      }
    }
  }

  private func canarySamples() -> [SampleRow] {
    guard let keys = canaryKeys else { return [] }
    return launches.indices.flatMap { launch in
      let result = launches[launch]
      return result.canaryNanoseconds.indices.map { round in
        var row = sample(round, launch, keys, result.canaryNanoseconds[round])
        row.slot = result.canarySlots[round]
        row.batchIterations = Canary.steps
        return row
      }
    }
  }

  private func sample(
    _ round: Int, _ launch: Int, _ keys: CellKeys, _ nanoseconds: UInt64
  ) -> SampleRow {
    var row = SampleRow()
    row.keys = keys
    row.launch = launch
    row.block = round / (launches[launch].entries.count + 1)
    row.pair = round
    row.batch = round
    row.value = Double(nanoseconds)
    return row
  }

  var canaryKeys: CellKeys? {
    guard let first = cells.first else { return nil }
    var keys = CellKeys()
    keys.runID = first.keys.runID
    keys.startedUTC = first.keys.startedUTC
    keys.hostID = first.keys.hostID
    keys.gitRevision = first.keys.gitRevision
    keys.gitDirty = first.keys.gitDirty
    keys.buildID = first.keys.buildID
    keys.scenario = first.keys.scenario
    keys.scenarioHash = first.keys.scenarioHash
    keys.phase = first.keys.phase
    keys.variant = CellKeys.canaryVariant
    keys.group = first.keys.group
    return keys
  }
}
