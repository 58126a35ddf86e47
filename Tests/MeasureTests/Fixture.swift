import Counters
import Measure
import Support

/// A small run with numbers chosen by hand, for every test of rows, files and formats.
enum Fixture {
  static let rounds = 12

  static func keys(_ cellID: String, backend: String, allocator: String = "heap") -> CellKeys {
    var keys = CellKeys()
    keys.runID = "run-7"
    keys.startedUTC = "2026-11-20T09:30:00Z"
    keys.hostID = "0123456789abcdef"
    keys.gitRevision = "6d69e1e"
    keys.gitDirty = false
    keys.scenario = "replay-packages"
    keys.scenarioHash = "feed"
    keys.cellID = cellID
    keys.cellHash = "hash of \(cellID)"
    keys.group = "c1"
    keys.backendRequested = backend
    keys.allocatorRequested = allocator
    keys.threads = 1
    keys.pageByteCount = 4096
    keys.seed = 18_446_744_073_709_551_615
    keys.workload = "replay"
    keys.trace = "packages, \"4k\""
    keys.density = 0.1
    return keys
  }

  static func facts(_ backend: String, allocator: String = "heap") -> WorkFacts {
    var facts = WorkFacts()
    facts.backendExecuted = backend
    facts.allocatorExecuted = allocator
    facts.bytesPerIteration = 4096
    facts.operationsPerIteration = 2
    facts.operation = "page write"
    facts.workingSetByteCount = 8192
    facts.exact = [ExactFact(metric: "log_bytes_per_delta", value: 96, unit: "B/op")]
    return facts
  }

  static func cell(_ id: String, _ backend: String, allocator: String = "heap") -> CellReport {
    var cell = CellReport(
      keys: keys(id, backend: backend, allocator: allocator),
      facts: facts(backend, allocator: allocator))
    cell.verified = true
    cell.oracle = "reference model"
    cell.digest = Digest(high: 1, low: 2)
    cell.verifiedOperationCount = 656
    cell.counterReasonCode = "no_pmu"
    cell.baselineCellID = "c1"
    return cell
  }

  /// One batch time for each round; all contestants of a round have the same drift.
  static func entry(_ id: String, iterations: Int, nanoseconds: UInt64, slot: Int) -> ContestEntry {
    var entry = ContestEntry(id: id)
    entry.iterations = iterations
    entry.calibrationAgreed = true
    entry.warmUpBatches = 8
    entry.warmedUp = true
    for round in 0..<rounds {
      entry.batchNanoseconds.append(nanoseconds * UInt64(100 + round) / 100)
      entry.overheadNanoseconds.append(50)
      entry.slots.append(slot)
      var usage = ResourceUsage()
      usage.minorFaults = 2
      usage.involuntarySwitches = round == 3 ? 1 : 0
      usage.userNanoseconds = 750_000
      usage.systemNanoseconds = 250_000
      entry.usage.append(usage)
    }
    return entry
  }

  /// Times: scalar 3 ms for 1,000 iterations, avx512 2 ms for 2,000, a plain copy 1 ms for 1,250.
  static var contest: ContestResult {
    var result = ContestResult(
      entries: [
        entry("c1", iterations: 1_000, nanoseconds: 3_000_000, slot: 0),
        entry("c2", iterations: 2_000, nanoseconds: 2_000_000, slot: 1),
        entry("copy", iterations: 1_250, nanoseconds: 1_000_000, slot: 2),
        entry("read", iterations: 1_000, nanoseconds: 500_000, slot: 4),
      ], clock: Clock(stepNanoseconds: 20, costNanoseconds: 22), plan: ContestPlan())
    result.completedRounds = rounds
    result.canaryNanoseconds = [UInt64](repeating: 250_000, count: rounds)
    result.canarySlots = [Int](repeating: 3, count: rounds)
    return result
  }

  static func reference(_ name: String, contestant: String, isCeiling: Bool) -> ReferenceReport {
    ReferenceReport(
      contestantID: contestant, name: name, isCeiling: isCeiling,
      keys: keys("c1", backend: "scalar"), facts: facts("scalar"))
  }

  static var references: [ReferenceReport] {
    [
      reference("copy_avx512", contestant: "copy", isCeiling: true),
      reference("read", contestant: "read", isCeiling: false),
    ]
  }

  /// The rows of two timed cells and of one that this machine can't run.
  static var rows: ResultRows {
    var rows = ContestReport(
      result: contest, cells: [cell("c1", "scalar"), cell("c2", "avx512", allocator: "arena")],
      references: references
    ).rows()
    var absent = cell("c3", "avx2")
    absent.facts.backendExecuted = ""
    absent.status = .unavailable
    absent.reasonCode = "isa_absent"
    absent.verified = nil
    absent.digest = nil
    absent.counterReasonCode = ""
    rows.append(ContestReport.untimed(absent))
    return rows
  }

  static var manifest: [JSONMember] {
    [
      JSONMember("run_id", "run-7"), JSONMember("host_id", "0123456789abcdef"),
      JSONMember("started_utc", "2026-11-20T09:30:00Z"), JSONMember("harness_version", "0.1"),
      JSONMember("arguments", ["run", "replay-packages", "--out", "/srv/me/results/x"]),
      JSONMember("seed", "18446744073709551615"), JSONMember("scenarios", []),
    ]
  }
}

extension [SummaryRow] {
  /// The one row of a metric, cell or variant, and statistic.
  func only(
    _ metric: String, cell: String = "c2", variant: String = CellKeys.cellVariant,
    _ statistic: Statistic = .median
  ) -> SummaryRow? {
    let found = filter {
      $0.metric == metric && $0.statistic == statistic && $0.keys.variant == variant
        && (variant != CellKeys.cellVariant || $0.keys.cellID == cell)
    }
    return found.count == 1 ? found[0] : nil
  }
}
