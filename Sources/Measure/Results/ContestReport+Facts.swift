internal import Counters

extension ContestReport {
  /// The harness's own cost, and the operating system's counts during the batches.
  func overheads(_ cell: CellReport) -> [SummaryRow] {
    let entries = entries(cell.keys.cellID)
    var row = Self.template(cell)
    row.metric = "harness_overhead"
    row.unit = "ratio"
    row.direction = .lower
    row.valueKind = .derived
    let shares = entries.map { entry in
      zip(entry.overheadNanoseconds, entry.batchNanoseconds)
        .map { Double($0) / Double(max($1, 1)) }
    }
    var rows = Array(Self.statistics(shares, row).prefix(1))
    row = Self.template(cell)
    row.unit = "count"
    row.launchCount = launches.count
    row.metric = "batch_iterations"
    row.value = Statistics.median(entries.map { Double($0.iterations) })
    rows.append(row)
    row.metric = "warm_up_batches"
    row.value = Double(entries.map(\.warmUpBatches).reduce(0, +))
    rows.append(row)
    let usage = entries.flatMap(\.usage)
    row.batchCount = usage.count
    row.source = .rusage
    row.statistic = .sum
    row.direction = .lower
    let total = usage.reduce(ResourceUsage(), +)
    for (metric, value, unit) in Self.named(total) {
      row.metric = metric
      row.value = Double(value)
      row.unit = unit
      rows.append(row)
    }
    return rows + cacheProbe(cell)
  }

  /// The times of a load that hits, of the same load after the eviction, and of a load from memory.
  private func cacheProbe(_ cell: CellReport) -> [SummaryRow] {
    guard let probe = cell.cacheProbe else { return [] }
    let loads = [
      ("load_latency_hot", probe.hotNanoseconds), ("load_latency_evicted", probe.coldNanoseconds),
      ("load_latency_memory", probe.memoryNanoseconds),
    ]
    return loads.map { metric, nanoseconds in
      var row = Self.template(cell)
      row.metric = metric
      row.unit = "ns"
      row.value = nanoseconds
      row.direction = .lower
      return row
    }
  }

  private static func named(_ usage: ResourceUsage) -> [(String, Int, String)] {
    [
      ("minor_faults", usage.minorFaults, "count"), ("major_faults", usage.majorFaults, "count"),
      ("voluntary_switches", usage.voluntarySwitches, "count"),
      ("involuntary_switches", usage.involuntarySwitches, "count"),
      ("cpu_time", usage.userNanoseconds + usage.systemNanoseconds, "ns"),
    ]
  }

  /// Facts about the places of a cell, besides its keys.
  private static func placement(_ cell: CellReport) -> [SummaryRow] {
    var rows: [SummaryRow] = []
    guard cell.status == .ok else { return rows }
    var row = template(cell)
    if cell.workersSharingACore > 0 {
      row.metric = "workers_sharing_a_core"
      row.unit = "count"
      row.valueKind = .exact
      row.value = Double(cell.workersSharingACore)
      rows.append(row)
    }
    guard cell.memoryResidency != nil || !cell.residencyReasonCode.isEmpty else { return rows }
    row.metric = "memory_residency"
    row.unit = "ratio"
    row.direction = .higher
    row.valueKind = .sampled
    row.value = cell.memoryResidency
    if cell.memoryResidency == nil {
      row.status = .unavailable
      row.reasonCode = cell.residencyReasonCode
    }
    return rows + [row]
  }

  /// Facts about a cell without any timing: exact counts, the proof's extent, absent counters.
  static func proof(_ cell: CellReport) -> [SummaryRow] {
    var rows: [SummaryRow] = []
    func add(_ fact: ExactFact) {
      var row = template(cell)
      row.metric = fact.metric
      row.value = fact.value
      row.unit = fact.unit
      row.valueKind = .exact
      row.source = fact.source
      rows.append(row)
    }
    if cell.status == .ok {
      cell.facts.exact.forEach(add)
      if cell.verified == true, let count = cell.verifiedOperationCount {
        add(ExactFact(metric: "verified_operations", value: Double(count), unit: "count"))
      }
    }
    rows += placement(cell)
    if !cell.counterReasonCode.isEmpty {
      var row = template(cell)
      row.metric = "hardware_counters"
      row.unit = "count"
      row.source = .papi
      row.status = .unavailable
      row.reasonCode = cell.counterReasonCode
      rows.append(row)
    }
    return rows
  }
}
