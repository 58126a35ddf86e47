internal import Machine
internal import Measure

/// Runs one group of siblings: prepare, prove, time side by side, prove again, audit, report.
///
/// Siblings that together would take more than a quarter of the memory limit are timed in parts,
/// each with the baseline. Numbers leave this type only when the whole group is done, so that a
/// cell that fails its proof in any part has none anywhere.
final class GroupRun {
  let context: RunContext
  let group: SiblingGroup
  var reports: [String: CellReport] = [:]
  var rows = ResultRows()

  private let workload: Workload

  init(_ group: SiblingGroup, _ workload: Workload, _ context: RunContext) {
    self.context = context
    self.group = group
    self.workload = workload
    let baseline = group.cells.first(where: \.isBaseline)?.id
    for cell in group.cells {
      var keys = context.options.keys
      keys.describe(cell, workload, context.plan)
      var report = CellReport(keys: keys, facts: WorkFacts())
      report.baselineCellID = baseline
      report.counterReasonCode = context.options.counterReasonCode
      if let obstacle = cell.obstacle {
        report.status = obstacle.kind == .unavailable ? .unavailable : .skipped
        report.reasonCode = obstacle.code
      }
      reports[cell.id] = report
    }
  }

  /// The rows of a group that isn't run at all.
  func skipped(_ code: String) -> GroupOutcome {
    for cell in group.runnable { settle(cell, .skipped, code) }
    return outcome()
  }

  /// Runs the group.
  func run() -> GroupOutcome {
    guard let first = group.runnable.first else { return outcome() }
    do throws(PlacementError) {
      let places = try Placement.plan(context.plan.topology, first.placement)
      gatherMemory(for: places)
      runParts(on: try WorkerTeam(places: places))
    } catch {
      refuse(error)
    }
    return outcome()
  }

  private func runParts(on team: WorkerTeam) {
    for cell in group.runnable {
      reports[cell.id]?.keys.describe(team.places, cell.placement, context.plan.topology)
    }
    noteSharedCores(team)
    var pending = group.runnable
    let baseline = pending.first.flatMap { $0.isBaseline ? $0 : nil }
    if baseline != nil { pending.removeFirst() }
    repeat {
      var part: [PreparedCell] = []
      if let baseline, report(baseline).status == .ok, let proved = proved(baseline, team) {
        part.append(proved)
      }
      fill(&part, from: &pending, team)
      if context.options.mode == .measure, !part.isEmpty, !context.isInterrupted() {
        time(part, team)
      }
    } while !pending.isEmpty && !context.isInterrupted()
    if context.isInterrupted() { giveUpUnfinished() }
  }

  /// After an interruption: what isn't wholly done is as if it had never begun.
  private func giveUpUnfinished() {
    let timed = Set(rows.summary.map(\.keys.cellID))
    for cell in group.runnable where report(cell).status == .ok {
      let isDone =
        context.options.mode == .measure ? timed.contains(cell.id) : report(cell).verified == true
      if !isDone { settle(cell, .skipped, "interrupted") }
    }
  }

  /// Adds cells while there is memory; at least one, whatever it takes.
  private func fill(_ part: inout [PreparedCell], from pending: inout [Cell], _ team: WorkerTeam) {
    var used = part.reduce(0) { $0 + $1.facts.memoryByteCount }
    var taken = 0
    while let cell = pending.first, !context.isInterrupted() {
      guard let prepared = prepared(cell, team) else {
        pending.removeFirst()
        continue
      }
      used += prepared.facts.memoryByteCount
      if taken > 0, let limit = context.partMemoryLimit, used > limit { return }
      pending.removeFirst()
      taken += 1
      if prove(prepared) { part.append(prepared) }
    }
  }

  private func proved(_ cell: Cell, _ team: WorkerTeam) -> PreparedCell? {
    prepared(cell, team).flatMap { prove($0) ? $0 : nil }
  }
}

// One cell: prepared, proved, settled.
extension GroupRun {
  func report(_ cell: Cell) -> CellReport {
    guard let report = reports[cell.id] else { preconditionFailure("a cell of this group") }
    return report
  }

  private func prepared(_ cell: Cell, _ team: WorkerTeam) -> PreparedCell? {
    context.tell(cell.id)
    do throws(WorkError) {
      let folders = try context.scratchFolders(team.count)
      let prepared = try PreparedCell(
        cell, workload, team, trace: context.plan.tracePath, folders: folders,
        crowd: workload.dividesWorkingSet
          ? Placement.crowd(team.places, context.plan.topology) : 1)
      reports[cell.id]?.facts = prepared.facts
      if !workload.axes.contains(.workingSet) {
        let found = prepared.works[0].facts.workingSetByteCount
        reports[cell.id]?.keys.workingSetByteCount = found > 0 ? found : nil
      }
      return prepared
    } catch {
      settle(cell, error)
      return nil
    }
  }

  /// The first proof, and that what was asked for is what ran.
  private func prove(_ prepared: PreparedCell) -> Bool {
    let cell = prepared.cell
    do throws(WorkError) {
      let isEqual = try prepared.proveOnce(context.exactCounters)
      reports[cell.id]?.facts.exact += prepared.counts
      reports[cell.id]?.digest = prepared.digest
      reports[cell.id]?.oracle = context.options.oracle
      reports[cell.id]?.verified = isEqual
      guard isEqual else {
        refuse(cell, "digest_mismatch", "its state differs from the reference model's")
        return false
      }
      reports[cell.id]?.verifiedOperationCount = prepared.facts.operationsPerIteration
      return isAsRequested(prepared) && stayed(prepared)
    } catch {
      settle(cell, error)
      return false
    }
  }

  private func isAsRequested(_ prepared: PreparedCell) -> Bool {
    let cell = prepared.cell
    let keys = report(cell).keys
    let pairs = [
      ("backend", keys.backendRequested, prepared.facts.backendExecuted),
      ("allocator", keys.allocatorRequested, prepared.facts.allocatorExecuted),
    ]
    for (name, requested, executed) in pairs where requested != executed && !requested.isEmpty {
      refuse(cell, "\(name)_mismatch", "\(name) \(requested) was asked for and \(executed) ran")
      return false
    }
    return true
  }

  func refuse(_ cell: Cell, _ code: String, _ reason: String) {
    context.note("\(cell.id): \(reason)", .none)
    settle(cell, .mismatch, code)
  }

  func settle(_ cell: Cell, _ error: WorkError) {
    switch error {
    case .unavailable(let code, _):
      settle(cell, .unavailable, code)
    case .invalidInput:
      context.note(error.description, .input)
      settle(cell, .failed, "invalid_input")
    case .environment:
      context.note(error.description, .environment)
      settle(cell, .failed, "environment_unfit")
    }
  }

  func settle(_ cell: Cell, _ status: RowStatus, _ code: String) {
    reports[cell.id]?.status = status
    reports[cell.id]?.reasonCode = code
    if status == .mismatch { reports[cell.id]?.verified = false }
    context.finished(cell.id)
  }
}
