internal import Machine
internal import Measure

// Whether cells ran where they were placed, and what is to be said of the places.

extension GroupRun {
  /// Looks after a cell's first proof: work that leaves its place voids itself, and its siblings
  /// find the workers back in theirs.
  func stayed(_ prepared: PreparedCell) -> Bool {
    guard !holds(prepared) else { return true }
    do throws(PlacementError) { try prepared.team.settle() } catch {
      context.note(error.description, .environment)
    }
    return false
  }

  /// Looks after the timing of a part: a worker out of its place voids all that it worked on,
  /// memory out of its place the cell whose it is.
  func audit(_ part: [PreparedCell]) {
    for prepared in part where report(prepared.cell).status == .ok { _ = holds(prepared) }
  }

  /// Audits one cell; settles it where the placement was violated, and notes what nobody can tell.
  private func holds(_ prepared: PreparedCell) -> Bool {
    let audit = prepared.audit(context.plan.topology)
    let cell = prepared.cell
    reports[cell.id]?.memoryResidency = audit.keptShare
    if audit.memory == .unknown {
      reports[cell.id]?.residencyReasonCode = "residency_unknown"
      context.note("\(cell.id): the kernel doesn't tell where its memory lies", .none)
    }
    let violations = audit.violations
    guard !violations.isEmpty else { return true }
    context.note("\(cell.id): " + violations.joined(separator: "; "), .environment)
    settle(cell, .failed, "placement_violated")
    return false
  }

  /// The group can't be placed: where the machine is what refuses, that is no one's failure.
  func refuse(_ error: PlacementError) {
    var status = RowStatus.failed
    if case .memoryPolicyRefused = error { status = .unavailable }
    context.note(error.description, status == .failed ? .environment : .none)
    for cell in group.runnable { settle(cell, status, error.reasonCode) }
  }

  /// Where there are several nodes, the heap of earlier groups must not hand their memory on.
  func gatherMemory(for places: [Place]) {
    let topology = context.plan.topology
    guard !topology.hasSingleNode, let node = Placement.commonMemoryNode(places, topology) else {
      return
    }
    ProcessMemory.gather(on: node, topology)
  }

  /// Workers on siblings of one core slow each other down: rows and a note say so.
  func noteSharedCores(_ team: WorkerTeam) {
    let shared = Placement.workersSharingACore(team.places, context.plan.topology)
    guard shared > 0 else { return }
    context.note(
      "\(shared) of \(team.count) workers share a core with another: "
        + "this process may use \(context.plan.topology.coreCount) cores", .none)
    for cell in group.runnable { reports[cell.id]?.workersSharingACore = shared }
  }
}
