internal import Counters
internal import Machine
internal import Measure
internal import Support

/// A cell that a worker process keeps ready, batch after batch.
final class WorkerCell {
  private let prepared: PreparedCell
  private let contest: GroupContest
  private let chills: [CacheChill]
  private var delay: PlantedDelay?
  private var canary: UInt64 = 1

  private init(_ prepared: PreparedCell, _ chills: [CacheChill], _ delay: PlantedDelay?) {
    self.prepared = prepared
    self.delay = delay
    self.chills = chills
    contest = GroupContest(
      team: prepared.team, cells: [prepared], plan: ContestPlan(), chills: chills)
  }

  /// Prepares a cell on its places and runs it once; no cell where the preparation's status isn't
  /// `ok`.
  static func prepared(
    _ cell: Cell, _ workload: Workload, _ context: RunContext, delay: PlantedDelay?, proof: Bool
  ) throws -> (cell: WorkerCell?, WorkerPreparation) {
    let run = CellRun(cell, workload, context, baseline: nil)
    let known = context.problems.count
    let places = try Placement.plan(context.plan.topology, cell.placement)
    let team = try WorkerTeam(places: places)
    run.place(
      team, sharingACore: Placement.workersSharingACore(places, context.plan.topology))
    var made: WorkerCell?
    if run.isSound, let prepared = run.prepare(team) {
      if proof {
        if run.prove(prepared) { made = try WorkerCell(prepared, context, delay) }
      } else {
        try prepared.runOnce(context.exactCounters)
        made = try WorkerCell(prepared, context, delay)
      }
    }
    var facts = try WorkerPreparation(run.report, made?.prepared)
    facts.cpus = places.compactMap(\.cpu)
    facts.counters = context.exactCounters.map(\.name)
    facts.problems = Array(context.problems.dropFirst(known))
    return (made, facts)
  }

  private convenience init(
    _ prepared: PreparedCell, _ context: RunContext, _ delay: PlantedDelay?
  ) throws(WorkError) {
    self.init(prepared, try context.chills(for: prepared.team), delay)
  }

  /// The iterations of a batch of at least a millisecond and a thousand steps of the clock.
  func calibrated() throws(WorkError) -> Int {
    var plan = ContestPlan()
    plan.rounds = 1
    let result = lead { Contest([$0], plan: plan).run() }
    if let failure = result.entries[0].failure { throw failure }
    return result.entries[0].iterations
  }

  private static let warmBatchCount = 6

  /// Runs some batches, and sets a planted delay to its share of them.
  func warm(iterations: Int) throws(WorkError) {
    for _ in 0..<Self.warmBatchCount { _ = try batch(iterations: iterations) }
    guard var delay else { return }
    self.delay = nil
    try delay.calibrate(iterations: iterations) { () throws(WorkError) in
      UInt64(clamping: Int(try batch(iterations: iterations).nanoseconds))
    }
    self.delay = delay
  }

  /// Runs the canary, then a batch.
  func batch(iterations: Int) throws(WorkError) -> WorkerBatch {
    try lead { contestant throws(WorkError) in
      try contestant.ready(iterations)
      let canaryStart = Clock.now()
      canary = Canary.run(from: canary)
      let canaryEnd = Clock.now()
      contestant.chill?()
      let before = contestant.usage()
      let start = Clock.now()
      contestant.run(iterations)
      delay?.run(iterations: iterations)
      let end = Clock.now()
      try contestant.check()
      let usage = contestant.usage() - before
      var batch = WorkerBatch(
        nanoseconds: Double(max(1, end - start)),
        canaryNanoseconds: Double(max(1, canaryEnd - canaryStart)))
      batch.faults = usage.minorFaults + usage.majorFaults
      batch.switches = usage.voluntarySwitches + usage.involuntarySwitches
      return batch
    }
  }

  /// The state that the last batch left.
  func state(proof: Bool) throws(WorkError) -> JSONValue {
    guard proof else { return ["digest": .string(try prepared.stateDigest().description)] }
    let isEqual = try prepared.proveAgain()
    return [
      "digest": .string(try prepared.stateDigest().description), "isEqual": .boolean(isEqual),
    ]
  }

  /// Counts batches, a planted delay in them.
  func counts(
    iterations: Int, groups: [CounterGroup], ladder: CounterLadder
  ) -> WorkerCounts {
    var pass = CounterPass(
      team: prepared.team, cells: [(prepared: prepared, iterations: iterations)], groups: groups,
      ladder: ladder, chills: chills, shouldStop: { false })
    if let delay { pass.also = { delay.run(iterations: $0) } }
    var counts = WorkerCounts()
    for launch in pass.run().launches[prepared.cell.id] ?? [] {
      if launch.batches.isEmpty { counts.reasonCode = launch.reasonCode }
      for (place, column) in launch.columns.enumerated() where !launch.batches.isEmpty {
        // Cycles and instructions ride in every group.
        guard !counts.counters.contains(where: { $0.metric == column.metric }) else { continue }
        counts.counters.append((column.metric, launch.batches.map { Double($0.values[place]) }))
      }
    }
    return counts
  }

  /// Runs a closure on worker 0 with the cell as a contestant.
  private func lead<Value, Failure: Error>(
    _ body: (Contestant) throws(Failure) -> Value
  ) throws(Failure) -> Value {
    try prepared.team.lead { crew throws(Failure) in
      try Self.escaping({ body in crew.run(body) }) { together throws(Failure) in
        try body(contest.contestant(prepared, together))
      }
    }
  }

  /// Lends a closure as an escaping one for the length of a call.
  private static func escaping<Value, Failure: Error>(
    _ together: GroupContest.Together,
    _ body: (@escaping GroupContest.Together) throws(Failure) -> Value
  ) throws(Failure) -> Value {
    try withoutActuallyEscaping(together, do: body)
  }
}

extension WorkerPreparation {
  /// The facts of a cell's report, and of its work where it could be prepared.
  fileprivate init(_ report: CellReport, _ prepared: PreparedCell?) throws(WorkError) {
    self.init()
    status = report.status
    reasonCode = report.reasonCode
    guard let prepared else { return }
    digest = try prepared.stateDigest().description
    operations = prepared.facts.operationsPerIteration
    operation = prepared.facts.operation
    backend = prepared.facts.backendExecuted
    allocator = prepared.facts.allocatorExecuted
    clockStepNanoseconds = Clock.measured().stepNanoseconds
    counts = prepared.facts.exact + prepared.counts
  }
}
