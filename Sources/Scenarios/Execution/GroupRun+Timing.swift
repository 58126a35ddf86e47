internal import Machine
internal import Measure

// Timing one part of a group, proving it again, and turning it into rows.

extension GroupRun {
  func time(_ part: [PreparedCell], _ team: WorkerTeam) {
    context.tell("\(part.count) of \(part[0].cell.id) and its siblings")
    var plan = ContestPlan()
    plan.rounds = context.plan.rounds
    plan.seed = context.plan.seed
    guard let chills = chills(part, team) else { return }
    let contest = GroupContest(team: team, cells: part, plan: plan, chills: chills)
    let result = contest.run(
      shouldStop: context.isInterrupted, progress: context.inGroup)
    if result.ending == .interrupted { return }
    proveAgain(part, result)
    count(part, result, team, chills)
    audit(part)
    keepProbe(of: chills, part, team)
    let references = contest.references.map { reference in
      ReferenceReport(
        contestantID: GroupContest.referenceID(reference.name), name: reference.name,
        isCeiling: reference.isCeiling, keys: report(part[0].cell).keys, facts: part[0].facts)
    }
    add(
      ContestReport(
        result: result, cells: part.map { report($0.cell) }, references: references
      ).rows())
    for prepared in part { context.finished(prepared.cell.id) }
  }

  /// What empties each worker's caches; none where they stay warm, nil where they can't be emptied
  /// and the part's cells say so.
  private func chills(_ part: [PreparedCell], _ team: WorkerTeam) -> [CacheChill]? {
    guard context.plan.file.scenario.cache == .cold else { return [] }
    var request = CacheChill.Request()
    request.lastLevelByteCount = context.plan.topology.lastLevelCacheByteCount
    request.limitByteCount = context.partMemoryLimit.map { $0 / team.count }
    let make = context.options.chill
    do throws(WorkError) {
      return try team.map { _ throws(WorkError) in try make(request) }
    } catch {
      refuseCold(part, error)
      return nil
    }
  }

  /// Looks once more, after the last batch: caches that no longer go cold void the part.
  private func keepProbe(of chills: [CacheChill], _ part: [PreparedCell], _ team: WorkerTeam) {
    guard !chills.isEmpty else { return }
    let probes = team.map { worker in chills[worker].settledProbe() }
    if let warm = probes.first(where: { !$0.isCold }) { refuseCold(part, CacheChill.refusal(warm)) }
    for prepared in part { reports[prepared.cell.id]?.cacheProbe = probes[0] }
  }

  private func refuseCold(_ part: [PreparedCell], _ error: WorkError) {
    context.note(error.description, .none)
    for prepared in part where report(prepared.cell).status == .ok { settle(prepared.cell, error) }
  }

  /// The second proof, of the very state that the last timed batch left.
  private func proveAgain(_ part: [PreparedCell], _ result: ContestResult) {
    for prepared in part {
      if let failure = result.entry(prepared.cell.id)?.failure {
        settle(prepared.cell, failure)
      } else {
        proveAgain(prepared, after: "timing")
      }
    }
  }

  /// A proof of the state that a cell's last batch left.
  func proveAgain(_ prepared: PreparedCell, after step: String) {
    do throws(WorkError) {
      guard try !prepared.proveAgain() else { return }
      refuse(
        prepared.cell, "digest_mismatch",
        "its state after \(step) differs from the reference model's")
    } catch {
      settle(prepared.cell, error)
    }
  }

  /// Adds a part's rows: its Latin squares are numbered on, and only the first part with the
  /// baseline summarises it.
  private func add(_ more: ResultRows) {
    let block = (rows.samples.map(\.block).max() ?? -1) + 1
    let known = Set(rows.summary.map(\.keys.cellID)).subtracting([""])
    let hasReferences = !known.isEmpty
    var more = more
    for index in more.samples.indices { more.samples[index].block += block }
    more.summary.removeAll { row in
      known.contains(row.keys.cellID) || (hasReferences && row.keys.cellID.isEmpty)
    }
    rows.append(more)
  }

  /// The group's rows: a cell that lost its proof in a later part loses all its numbers.
  func outcome() -> GroupOutcome {
    var outcome = GroupOutcome()
    let withheld = Set(group.cells.map(\.id).filter { reports[$0]?.status != .ok })
    rows.samples.removeAll { withheld.contains($0.keys.cellID) }
    rows.summary.removeAll { withheld.contains($0.keys.cellID) }
    for (index, row) in rows.compare.enumerated() where row.ratio != nil {
      guard withheld.contains(row.keys.cellID) || withheld.contains(row.baseCellID) else {
        continue
      }
      rows.compare[index] = Self.withoutNumbers(row)
    }
    let reported = Set(rows.summary.map(\.keys.cellID))
    for cell in group.cells where !reported.contains(cell.id) {
      rows.append(ContestReport.untimed(report(cell)))
    }
    outcome.rows = rows
    outcome.count(group.cells.map { report($0) }, isTimed: context.options.mode == .measure)
    return outcome
  }

  private static func withoutNumbers(_ row: CompareRow) -> CompareRow {
    var empty = CompareRow()
    empty.keys = row.keys
    empty.metric = row.metric
    empty.unit = row.unit
    empty.direction = row.direction
    empty.threshold = row.threshold
    empty.baseCellID = row.baseCellID
    empty.verdict = .unverified
    empty.verdictReason = "a proof failed in a later part"
    return empty
  }
}

/// What became of one group.
struct GroupOutcome {
  var rows = ResultRows()
  var counts = RunOutcome.Counts()

  mutating func count(_ reports: [CellReport], isTimed: Bool) {
    let timed = Set(
      rows.summary.filter { $0.metric == "time" && $0.status == .ok }.map(\.keys.cellID))
    for report in reports {
      switch report.status {
      case .ok where !isTimed: counts.verified += 1
      case .ok where timed.contains(report.keys.cellID): counts.measured += 1
      case .mismatch: counts.mismatched += 1
      case .unavailable: counts.unavailable += 1
      case .skipped: counts.skipped += 1
      default: counts.failed += 1
      }
    }
  }
}
