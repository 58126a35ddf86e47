internal import Support

/// A group's contest as its samples tell it, of one or more launches.
struct StoredContest {
  /// The scenario and the group.
  let name: String
  /// The report of the contest, as a run makes it; nil where the rounds are not whole.
  let report: ContestReport?

  /// The contests of rows, in the order of the samples. Rows without a group, which only versions
  /// before 1.2 wrote, are left out.
  static func all(_ rows: ResultRows) -> [StoredContest] {
    var order: [String] = []
    var samples: [String: [SampleRow]] = [:]
    for row in rows.samples where !row.keys.group.isEmpty {
      let isTimed = row.metric == timed || row.metric == ContestReport.latencyMetric
      guard isTimed else { continue }
      let name = row.keys.scenario + "/" + row.keys.group
      if samples[name] == nil { order.append(name) }
      samples[name, default: []].append(row)
    }
    return order.map { StoredContest(name: $0, report: report(samples[$0] ?? [], rows)) }
  }

  private static let timed = SampleRow().metric
}

// A report from samples.
extension StoredContest {
  private static func report(_ samples: [SampleRow], _ rows: ResultRows) -> ContestReport? {
    var launches: [Int: [SampleRow]] = [:]
    for row in samples where row.metric == timed { launches[row.launch, default: []].append(row) }
    guard launches.keys.sorted().elementsEqual(0..<launches.count), !launches.isEmpty else {
      return nil
    }
    let results = (0..<launches.count).compactMap { result(launches[$0] ?? []) }
    let ids = results.map { Set($0.entries.map(\.id)) }
    guard results.count == launches.count, Set(ids).count == 1 else { return nil }
    var cells: [CellReport] = []
    var references: [ReferenceReport] = []
    for entry in results[0].entries {
      guard
        let first = samples.first(where: { row in
          row.metric == timed && row.keys.contestant == entry.id
        })
      else { continue }
      if let reference = first.keys.referenceName {
        references.append(self.reference(entry.id, reference, first, rows))
      } else {
        let own = samples.filter {
          $0.metric == ContestReport.latencyMetric && $0.keys.cellID == entry.id
        }
        cells.append(cell(first, latencies: own, rows))
      }
    }
    return ContestReport(
      launches: results, cells: cells, references: references, threshold: threshold(cells, rows))
  }

  /// One launch's contest; nil where its rounds are not whole.
  private static func result(_ samples: [SampleRow]) -> ContestResult? {
    var order: [String] = []
    var batches: [String: [SampleRow]] = [:]
    for row in samples {
      let name = row.keys.contestant
      if batches[name] == nil { order.append(name) }
      batches[name, default: []].append(row)
    }
    // Counted, not read: a folder's largest number is anybody's.
    let rounds = batches.values.map(\.count).max() ?? 0
    for own in batches.values
    where !own.map(\.pair).elementsEqual(0..<rounds)
      || Set(own.map(\.batchIterations)).count != 1
    {
      return nil
    }
    var result = ContestResult(
      entries: [], clock: Clock(stepNanoseconds: 0, costNanoseconds: 0), plan: ContestPlan())
    result.completedRounds = rounds
    for name in order {
      let own = batches[name] ?? []
      if name == CellKeys.canaryVariant {
        result.canaryNanoseconds = own.map(nanoseconds)
        result.canarySlots = own.map(\.slot)
      } else {
        result.entries.append(entry(name, own))
      }
    }
    return result.canaryNanoseconds.count == rounds ? result : nil
  }

  private static func nanoseconds(_ row: SampleRow) -> UInt64 {
    UInt64(clamping: Int(clamped: row.value ?? 0))
  }

  private static func entry(_ id: String, _ rows: [SampleRow]) -> ContestEntry {
    var entry = ContestEntry(id: id)
    entry.iterations = rows[0].batchIterations
    entry.batchNanoseconds = rows.map(nanoseconds)
    entry.overheadNanoseconds = rows.map { $0.overheadNanoseconds ?? 0 }
    entry.slots = rows.map(\.slot)
    return entry
  }
}

// Cells and references from samples.
extension StoredContest {
  private static func facts(_ row: SampleRow) -> WorkFacts {
    var facts = WorkFacts()
    facts.backendExecuted = row.keys.backendExecuted
    facts.allocatorExecuted = row.keys.allocatorExecuted
    facts.operationsPerIteration = max(1, row.operationsPerIteration ?? 1)
    facts.bytesPerIteration = max(0, row.bytesPerIteration ?? 0)
    return facts
  }

  private static func cell(
    _ row: SampleRow, latencies: [SampleRow], _ rows: ResultRows
  ) -> CellReport {
    var cell = CellReport(keys: row.keys, facts: facts(row))
    cell.baselineCellID = rows.compare.first { $0.isBeside(row.keys) }?.baseCellID
    if let first = latencies.first {
      cell.latencies = LatencyHistogram(latencies)
      cell.facts.latencyUnit = LatencyUnit(first.keys.operation)
    }
    return cell
  }

  private static func reference(
    _ contestant: String, _ name: String, _ row: SampleRow, _ rows: ResultRows
  ) -> ReferenceReport {
    let groups = [row.keys.group, CellKeys.firstPart(of: row.keys.group)]
    let isCeiling = rows.summary.contains { summary in
      summary.keys.variant == row.keys.variant && groups.contains(summary.keys.group)
        && summary.keys.scenario == row.keys.scenario && summary.valueKind == .ceiling
    }
    return ReferenceReport(
      contestantID: contestant, name: name, isCeiling: isCeiling, keys: row.keys, facts: facts(row))
  }

  private static func threshold(_ cells: [CellReport], _ rows: ResultRows) -> Double {
    let stated = cells.lazy.compactMap { cell in
      rows.compare.first { $0.isBeside(cell.keys) }?.threshold
    }
    return stated.first ?? ContestReport.standardThreshold
  }
}

extension CompareRow {
  fileprivate func isBeside(_ cell: CellKeys) -> Bool {
    keys.cellID == cell.cellID && keys.group == cell.group && keys.scenario == cell.scenario
      && metric == "time"
  }
}

extension CellKeys {
  /// The name under which the row's subject takes part in a contest.
  var contestant: String { variant == CellKeys.cellVariant ? cellID : variant }

  /// The part of a group that summarises its baseline and references; nil for a group of one part.
  static func firstPart(of group: String) -> String? {
    group.lastIndex(of: "/").map { String(group[..<$0]) }
  }
}

extension SummaryRow {
  /// Whether the samples of the row's group say the number.
  var isComputedFromSamples: Bool {
    let metrics: Set = [
      "time", "rate", "bandwidth", "harness_overhead", "batch_iterations", "canary_time",
      ContestReport.latencyMetric, "latency_operations", "latency_beyond_range",
    ]
    return !keys.group.isEmpty && status == .ok
      && (metrics.contains(metric) || metric.hasPrefix("fraction_of_"))
  }
}
