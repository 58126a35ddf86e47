internal import Counters
internal import Machine
internal import Measure

/// Runs one group of siblings: prepare, prove, time side by side, prove again, audit, report.
///
/// Siblings that together would take more than a quarter of the memory limit are timed in parts,
/// each with the baseline. Numbers leave this type only when the whole group is done, so that a
/// cell that fails its proof in any part has none anywhere.
final class GroupRun {
  private let context: RunContext
  private let cells: [CellRun]
  private var outcome = GroupOutcome()
  private var partCount = 0

  init(_ group: SiblingGroup, _ workload: Workload, _ context: RunContext) {
    self.context = context
    let baseline = group.cells.first(where: \.isBaseline)?.id
    cells = group.cells.map {
      CellRun($0, workload, context, baseline: baseline, group: group.cells[0].id)
    }
  }

  private var runnable: [CellRun] { cells.filter { $0.cell.obstacle == nil } }

  private var isTimed: Bool { context.options.mode == .measure }

  /// Skips the whole group and answers its rows.
  func skipped(_ code: String) -> GroupOutcome {
    for cell in runnable { cell.settle(.skipped, code) }
    return outcome.ended(cells, isTimed: isTimed)
  }

  /// Settles the whole group by an error and answers its rows.
  func refused(_ error: WorkError) -> GroupOutcome {
    for cell in runnable { cell.settle(error) }
    return outcome.ended(cells, isTimed: isTimed)
  }

  /// Runs the group.
  func run() -> GroupOutcome {
    guard let first = runnable.first else { return outcome.ended(cells, isTimed: isTimed) }
    do throws(PlacementError) {
      let places = try Placement.plan(context.plan.topology, first.cell.placement)
      gatherMemory(for: places)
      runParts(on: try WorkerTeam(places: places))
    } catch {
      refuse(error)
    }
    return outcome.ended(cells, isTimed: isTimed)
  }

  private func runParts(on team: WorkerTeam) {
    place(team)
    var pending = runnable
    let baseline = pending.first.flatMap { $0.cell.isBaseline ? $0 : nil }
    if baseline != nil { pending.removeFirst() }
    repeat {
      var part: [PreparedCell] = []
      if let baseline, baseline.isSound, let prepared = baseline.prepare(team),
        baseline.prove(prepared)
      {
        part.append(prepared)
      }
      fill(&part, from: &pending, team)
      let share = Double(part.count) / Double(max(1, part.count + pending.count))
      if isTimed, !part.isEmpty, !context.isInterrupted() { time(part, team, share: share) }
    } while !pending.isEmpty && !context.isInterrupted()
    if context.isInterrupted() { giveUpUnfinished() }
  }

  /// Adds cells while memory allows; at least one cell, of any size.
  private func fill(
    _ part: inout [PreparedCell], from pending: inout [CellRun], _ team: WorkerTeam
  ) {
    var used = part.reduce(0) { $0 + $1.facts.memoryByteCount }
    var taken = 0
    while let cell = pending.first, !context.isInterrupted() {
      if taken > 0, let limit = context.partMemoryLimit, used + cell.memoryByteCount > limit {
        return
      }
      guard let prepared = cell.prepare(team) else {
        pending.removeFirst()
        continue
      }
      used += prepared.facts.memoryByteCount
      if taken > 0, let limit = context.partMemoryLimit, used > limit { return }
      pending.removeFirst()
      taken += 1
      if cell.prove(prepared) { part.append(prepared) }
    }
  }

  /// Settles, after an interruption, every cell that isn't wholly done as skipped.
  private func giveUpUnfinished() {
    let timed = outcome.reportedCells
    for cell in runnable where cell.isSound {
      let isDone = isTimed ? timed.contains(cell.cell.id) : cell.report.verified == true
      if !isDone { cell.settle(.skipped, "interrupted") }
    }
  }
}

// Places.
extension GroupRun {
  /// Settles the cells of a group that can't be placed; where the machine refuses, they are
  /// unavailable and have not failed.
  private func refuse(_ error: PlacementError) {
    var status = RowStatus.failed
    if case .memoryPolicyRefused = error { status = .unavailable }
    context.note(error.description, status == .failed ? .environment : .none)
    for cell in runnable { cell.settle(status, error.reasonCode) }
  }

  /// Keeps the heap of earlier groups from passing its memory on, where there are several nodes.
  private func gatherMemory(for places: [Place]) {
    let topology = context.plan.topology
    guard !topology.hasSingleNode, let node = Placement.commonMemoryNode(places, topology) else {
      return
    }
    ProcessMemory.gather(on: node, topology)
  }

  /// Notes the workers' places; workers on siblings of one core slow each other down, so rows and a
  /// note report them.
  private func place(_ team: WorkerTeam) {
    let topology = context.plan.topology
    let shared = Placement.workersSharingACore(team.places, topology)
    for cell in runnable { cell.place(team, sharingACore: shared) }
    guard shared > 0 else { return }
    context.note(
      "\(shared) of \(team.count) workers share a core with another: "
        + "this process may use \(topology.coreCount) cores", .none)
  }
}

// One part: timed, proved again, counted, audited, reported.
extension GroupRun {
  /// Times a part; `share` is its share of the cells that the group still has to time.
  private func time(_ part: [PreparedCell], _ team: WorkerTeam, share: Double) {
    context.tell("\(part.count) of \(part[0].cell.id) and its siblings")
    var plan = ContestPlan()
    plan.rounds = context.plan.rounds
    plan.seed = context.plan.seed &+ UInt64(context.options.launchNumber)
    plan.deadline = context.deadline(share: share)
    plan.wanted = context.plan.untilWidth.map {
      WantedWidth(
        share: $0, ids: part.map(\.cell.id), baseline: part.first { $0.cell.isBaseline }?.cell.id)
    }
    guard let chills = chills(part, team) else { return }
    let contest = GroupContest(team: team, cells: part, plan: plan, chills: chills)
    let result = contest.run(shouldStop: context.isInterrupted, progress: context.inGroup)
    if result.ending == .interrupted { return }
    if let wanted = plan.wanted { context.keep(RoundsEnding(result, wanted)) }
    proveAgain(part, result)
    takeLatencies(part, result, team, chills)
    count(part, result, team, chills)
    for prepared in part where prepared.run.isSound { prepared.run.audit(prepared) }
    keepProbe(of: chills, part, team)
    for reference in contest.references {
      let id = GroupContest.referenceID(reference.name)
      if let failure = result.entry(id)?.failure { context.note(failure) }
    }
    let reports = reports(of: part)
    let first = reports[0]
    let references = contest.references.map { reference in
      ReferenceReport(
        contestantID: GroupContest.referenceID(reference.name), name: reference.name,
        isCeiling: reference.isCeiling, keys: first.keys, facts: part[0].facts)
    }
    outcome.add(
      ContestReport(result: result, cells: reports, references: references).rows())
    for prepared in part { context.finished(prepared.cell.id) }
  }

  /// The reports of a part, under the group's name; parts after the first have a number.
  private func reports(of part: [PreparedCell]) -> [CellReport] {
    partCount += 1
    let suffix = partCount == 1 ? "" : "/\(partCount)"
    return part.map { prepared in
      var report = prepared.run.report
      report.keys.group += suffix
      return report
    }
  }

  /// Proves, a second time, the very state that the last timed batch left.
  private func proveAgain(_ part: [PreparedCell], _ result: ContestResult) {
    for prepared in part {
      if let failure = result.entry(prepared.cell.id)?.failure {
        prepared.run.settle(failure)
      } else {
        prepared.run.proveAgain(prepared, after: "timing")
      }
    }
  }

  /// Times single operations of the sound cells of a part, where the scenario wants it, and proves
  /// once more what that left.
  private func takeLatencies(
    _ part: [PreparedCell], _ result: ContestResult, _ team: WorkerTeam, _ chills: [CacheChill]
  ) {
    guard context.plan.file.scenario.takesLatencies else { return }
    let pass = LatencyPass(team: team, chills: chills, shouldStop: context.isInterrupted)
    for prepared in part where prepared.run.isSound && prepared.run.report.latencies == nil {
      guard let entry = result.entry(prepared.cell.id), !context.isInterrupted() else { continue }
      context.tell("latencies of \(prepared.cell.id)")
      do throws(WorkError) {
        guard let latencies = try pass.times(of: prepared, entry) else { continue }
        prepared.run.keep(latencies)
        prepared.run.proveAgain(prepared, after: "latencies were taken")
      } catch {
        prepared.run.settle(error)
      }
    }
  }

  /// Counts the sound cells of a part and proves them once more, since counting ran them again.
  private func count(
    _ part: [PreparedCell], _ result: ContestResult, _ team: WorkerTeam, _ chills: [CacheChill]
  ) {
    guard let ladder = context.options.counters, !context.plan.counters.groups.isEmpty else {
      return
    }
    let sound = part.filter { $0.run.isSound && $0.run.report.counters.isEmpty }
    let cells = sound.compactMap { prepared in
      result.entry(prepared.cell.id).map { (prepared: prepared, iterations: $0.iterations) }
    }
    guard !cells.isEmpty else { return }
    context.tell("counting \(part[0].cell.id) and its siblings")
    let counted = CounterPass(
      team: team, cells: cells, groups: context.plan.counters.groups, ladder: ladder,
      chills: chills, shouldStop: context.isInterrupted
    ).run()
    for note in counted.notes { context.note(note, .none) }
    context.keep(counted.costs)
    for prepared in sound {
      if !counted.isInterrupted { prepared.run.keep(counted.launches[prepared.cell.id] ?? []) }
      prepared.run.proveAgain(prepared, after: "counting")
    }
  }
}

// Cold caches.
extension GroupRun {
  /// The means to empty each worker's caches; none for warm caches, nil where the caches can't be
  /// emptied and the part's cells are settled so.
  private func chills(_ part: [PreparedCell], _ team: WorkerTeam) -> [CacheChill]? {
    do throws(WorkError) {
      return try context.chills(for: team)
    } catch {
      refuseCold(part, error)
      return nil
    }
  }

  /// Probes once more after the last batch: caches that can't be emptied then void the part.
  private func keepProbe(of chills: [CacheChill], _ part: [PreparedCell], _ team: WorkerTeam) {
    guard !chills.isEmpty else { return }
    let probes = team.map { worker in chills[worker].settledProbe() }
    if let warm = probes.first(where: { !$0.isCold }) { refuseCold(part, CacheChill.refusal(warm)) }
    for prepared in part { prepared.run.keep(probes[0]) }
  }

  private func refuseCold(_ part: [PreparedCell], _ error: WorkError) {
    context.note(error.description, .none)
    for prepared in part where prepared.run.isSound { prepared.run.settle(error) }
  }
}
