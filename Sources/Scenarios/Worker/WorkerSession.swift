internal import Counters
package import Machine
package import Measure
internal import Support

/// A worker's side of the protocol: keeps one prepared cell and answers requests about it.
///
/// The session belongs to one thread. It prints nothing: `answer` takes a line and gives a line.
package final class WorkerSession {
  private let catalogue: Catalogue
  private let topology: Topology
  private var delay: PlantedDelay?
  private let isAbandoned: @Sendable () -> Bool
  private var context: RunContext?
  private var cell: WorkerCell?
  private var ladder: CounterLadder?

  /// Makes a session over the parts of a build; a `delay` slows every batch down, and long work
  /// ends once `isAbandoned` is true, since nobody waits for the reply.
  package init(
    _ catalogue: Catalogue, _ topology: Topology, delay: PlantedDelay? = nil,
    isAbandoned: @escaping @Sendable () -> Bool = { false }
  ) {
    self.isAbandoned = isAbandoned
    self.catalogue = catalogue
    self.topology = topology
    self.delay = delay
  }

  /// The reply to a request's line; an error is a reply like any other.
  package func answer(_ line: String) -> String {
    do {
      let json = try JSONValue(strict: Array(line.utf8))
      guard let request = WorkerRequest(json) else {
        throw WorkError.invalidInput("no request of protocol \(WorkerProtocol.version): \(line)")
      }
      return try answer(request).line
    } catch {
      let kind = (error as? any KindedError)?.kind ?? .internal
      let reply: JSONValue = [
        "error": ["kind": .string(kind.rawValue), "message": .string("\(error)")]
      ]
      return reply.line
    }
  }

  private func answer(_ request: WorkerRequest) throws -> JSONValue {
    switch request {
    case .open(let opening): return ["cells": .array(try open(opening).map(\.json))]
    case .prepare(let id, let proof): return try prepare(id, proof: proof).json
    case .calibrate: return ["iterations": .integer(try prepared().calibrated())]
    case .warm(let iterations):
      try prepared().warm(iterations: iterations)
      return [:]
    case .run(let iterations): return try prepared().batch(iterations: iterations).json
    case .state(let proof): return try prepared().state(proof: proof)
    case .count(let iterations):
      return try prepared().counts(
        iterations: iterations, groups: try countedGroups(), ladder: ladder ?? climbed()
      ).json
    case .measure(let order): return try measure(order).json
    }
  }

  /// The processor's counters: exact counts come with the preparation, and what the kernel charges
  /// comes with each batch.
  private func countedGroups() throws -> [CounterGroup] {
    try CounterSelection(["branches", "caches", "memory"], exact: catalogue.exactCounters).groups
  }

  /// The ways to count here, looked for once.
  private func climbed() -> CounterLadder {
    let found = CounterLadder.climb()
    ladder = found
    return found
  }

  private func prepared() throws(WorkError) -> WorkerCell {
    guard let cell else { throw .invalidInput("no cell is prepared") }
    return cell
  }

  private func open(_ opening: WorkerOpening) throws -> [WorkerCellFacts] {
    cell = nil
    context = nil
    let file = try ScenarioFile.load(opening.scenario, catalogue)
    var options = PlanOptions()
    options.matrix.axes = opening.axes
    options.matrix.filters = opening.filters
    options.matrix.seed = opening.seed
    options.input = opening.input
    let plan = try Plan(file, catalogue, topology, options)
    var running = RunOptions()
    running.scratchParent = opening.scratch
    context = try begin(plan, running)
    return plan.matrix.cells.map { cell in
      let readsTrace = catalogue.workload(cell.workload)?.needsTrace ?? false
      var facts = WorkerCellFacts(id: cell.id, hash: plan.hash(of: cell, readsTrace: readsTrace))
      facts.obstacleCode = cell.obstacle?.code ?? ""
      facts.obstacle = cell.obstacle?.reason ?? ""
      return facts
    }
  }

  private func begin(_ plan: Plan, _ options: RunOptions) throws(WorkError) -> RunContext {
    let workers = plan.matrix.cells.map(\.request.workerCount).max() ?? 0
    Counters.publish(catalogue.exactCounters, workers: workers)
    return try RunContext(
      plan, options, catalogue.exactCounters, progress: { _ in }, isInterrupted: isAbandoned)
  }

  /// Proves and times a group as a run of one launch does.
  private func measure(_ order: WorkerOrder) throws -> WorkerMeasurement {
    cell = nil
    context = nil
    let file = try ScenarioFile(path: order.path, bytes: Array(order.text.utf8), catalogue)
    let plan = try Plan(
      file, catalogue, topology.rated(by: order.loadLevels), PlanOptions(order))
    guard let group = plan.matrix.groups.first(where: { $0.cells.first?.id == order.group }),
      let workload = catalogue.workload(group.cells[0].workload)
    else { throw WorkError.invalidInput("no group of \(order.group) in \(order.path)") }
    var options = RunOptions()
    options.keys = order.keys
    options.scratchParent = order.scratch
    options.memoryLimitByteCount = order.memoryByteCount
    options.launchNumber = order.launch
    let isCounting = order.isCounting && !plan.counters.groups.isEmpty
    options.counters = isCounting ? ladder ?? climbed() : nil
    options.counterReasonCode = isCounting ? "" : "not_requested"
    let context = try begin(plan, options)
    var measured = WorkerMeasurement(rows: GroupRun(group, workload, context).run().rows)
    measured.problems = context.problems
    measured.counterReadCosts = context.counterReadCosts
    measured.hasInvalidInput = context.hasInvalidInput
    measured.hasUnfitEnvironment = context.hasUnfitEnvironment
    return measured
  }

  /// Prepares a cell after the one before is gone, so that no two cells hold memory.
  private func prepare(_ id: String, proof: Bool) throws -> WorkerPreparation {
    cell = nil
    guard let context, let found = context.plan.matrix.cells.first(where: { $0.id == id }),
      let workload = catalogue.workload(found.workload)
    else { throw WorkError.invalidInput("no cell \(id) in an open scenario") }
    let (made, preparation) = try WorkerCell.prepared(
      found, workload, context, delay: delay, proof: proof)
    cell = made
    return preparation
  }
}

extension PlanOptions {
  /// The choices of an order; its worker is one launch of several.
  fileprivate init(_ order: WorkerOrder) {
    self.init()
    matrix.axes = order.axes
    matrix.filters = order.filters
    matrix.isQuick = order.isQuick
    matrix.seed = order.seed
    input = order.input
    counters = order.counters
    memoryByteCount = order.memoryByteCount
    rounds = order.rounds
    launches = 1
  }
}
