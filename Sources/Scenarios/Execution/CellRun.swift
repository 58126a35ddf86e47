internal import Machine
internal import Measure

/// A cell under way: prepared, proved, audited, settled. Its report grows until the group ends.
///
/// A cell that is settled with anything but `ok` stays so for the rest of its group.
final class CellRun {
  let cell: Cell
  private(set) var report: CellReport

  private let workload: Workload
  private let context: RunContext

  init(
    _ cell: Cell, _ workload: Workload, _ context: RunContext, baseline: String?, group: String = ""
  ) {
    self.cell = cell
    self.workload = workload
    self.context = context
    var keys = context.options.keys
    keys.describe(cell, workload, context.plan)
    keys.group = group
    report = CellReport(keys: keys, facts: WorkFacts())
    report.baselineCellID = baseline
    report.counterReasonCode = context.options.counterReasonCode
    if let obstacle = cell.obstacle {
      report.status = obstacle.kind == .unavailable ? .unavailable : .skipped
      report.reasonCode = obstacle.code
    }
  }

  /// Whether the cell has no failure so far.
  var isSound: Bool { report.status == .ok }

  /// Notes the places of the cell's workers; some may share a core with another.
  func place(_ team: WorkerTeam, sharingACore: Int) {
    report.keys.describe(team.places, cell.placement, context.plan.topology)
    report.workersSharingACore = sharingACore
  }

  /// Prepares the cell's work on the team's workers; settles the cell and answers nil where the
  /// work can't be prepared.
  func prepare(_ team: WorkerTeam) -> PreparedCell? {
    context.tell(cell.id)
    do throws(WorkError) {
      let folders = try context.scratchFolders(team.count)
      let prepared = try PreparedCell(
        self, workload, team, trace: context.plan.tracePath, folders: folders,
        crowd: workload.dividesWorkingSet
          ? Placement.crowd(team.places, context.plan.topology) : 1)
      report.facts = prepared.facts
      if !workload.axes.contains(.workingSet) {
        let found = prepared.works[0].facts.workingSetByteCount
        report.keys.workingSetByteCount = found > 0 ? found : nil
      }
      return prepared
    } catch {
      settle(error)
      return nil
    }
  }

  /// The most memory that the cell's workers take, known before they are prepared.
  var memoryByteCount: Int {
    cell.memoryByteCount(
      workload, context.plan.topology, traceByteCount: context.plan.traceByteCount)
  }

  /// Keeps the counts of the counter launches.
  func keep(_ launches: [CounterLaunch]) { report.counters = launches }

  /// Keeps the times of single operations.
  func keep(_ latencies: LatencyHistogram) { report.latencies = latencies }

  /// Keeps the probe of the caches that was taken after the cell's batches.
  func keep(_ probe: CacheProbe) { report.cacheProbe = probe }
}

// Proofs: of the state, of the variant that ran, of the place.
extension CellRun {
  /// Proves the state a first time, and that the requested variants ran; answers whether the cell
  /// is sound.
  func prove(_ prepared: PreparedCell) -> Bool {
    do throws(WorkError) {
      let isEqual = try prepared.proveOnce(context.exactCounters)
      report.facts.exact += prepared.counts
      report.digest = prepared.digest
      report.oracle = context.options.oracle
      report.verified = isEqual
      guard isEqual else {
        refuse("digest_mismatch", "its state differs from the reference model's")
        return false
      }
      let count = prepared.facts.operationsPerIteration
      guard count > 0 else {
        context.note("\(cell.id): its work has no operations, so that it proves nothing", .input)
        settle(.failed, "nothing_to_do")
        return false
      }
      report.verifiedOperationCount = count
      return isAsRequested(prepared) && stayed(prepared)
    } catch {
      settle(error)
      return false
    }
  }

  /// Proves the state that the last batch left.
  func proveAgain(_ prepared: PreparedCell, after step: String) {
    do throws(WorkError) {
      guard try !prepared.proveAgain() else { return }
      refuse("digest_mismatch", "its state after \(step) differs from the reference model's")
    } catch {
      settle(error)
    }
  }

  private func isAsRequested(_ prepared: PreparedCell) -> Bool {
    let pairs = [
      ("backend", report.keys.backendRequested, prepared.facts.backendExecuted),
      ("allocator", report.keys.allocatorRequested, prepared.facts.allocatorExecuted),
    ]
    for (name, requested, executed) in pairs where requested != executed && !requested.isEmpty {
      refuse("\(name)_mismatch", "\(name) \(requested) was asked for and \(executed) ran")
      return false
    }
    return true
  }

  /// Audits the places after the first proof; where work left its place, settles its cell and moves
  /// the workers back for the siblings.
  private func stayed(_ prepared: PreparedCell) -> Bool {
    guard !audit(prepared) else { return true }
    do throws(PlacementError) { try prepared.team.settle() } catch {
      context.note(error.description, .environment)
    }
    return false
  }

  /// Audits the places of workers and memory; settles the cell where its placement was violated,
  /// and notes facts that the kernel doesn't report.
  @discardableResult
  func audit(_ prepared: PreparedCell) -> Bool {
    let audit = prepared.audit(context.plan.topology)
    report.memoryResidency = audit.keptShare
    if audit.memory == .unknown {
      report.residencyReasonCode = "residency_unknown"
      context.note("\(cell.id): the kernel doesn't tell where its memory lies", .none)
    }
    let violations = audit.violations
    guard !violations.isEmpty else { return true }
    context.note("\(cell.id): " + violations.joined(separator: "; "), .environment)
    settle(.failed, "placement_violated")
    return false
  }
}

// Settling: the status that the cell ends with.
extension CellRun {
  func settle(_ status: RowStatus, _ code: String) {
    report.status = status
    report.reasonCode = code
    if status == .mismatch { report.verified = false }
    context.finished(cell.id)
  }

  func settle(_ error: WorkError) {
    context.note(error)
    settle(error.rowStatus, error.reasonCode)
  }

  private func refuse(_ code: String, _ reason: String) {
    context.note("\(cell.id): \(reason)", .none)
    settle(.mismatch, code)
  }
}
