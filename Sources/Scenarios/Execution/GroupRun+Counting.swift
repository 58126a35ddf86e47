internal import Counters
internal import Machine
internal import Measure

// Counting one part of a group, after it has been timed.

extension GroupRun {
  /// Counts the sound cells of a part and proves them once more, since counting ran them again.
  func count(
    _ part: [PreparedCell], _ result: ContestResult, _ team: WorkerTeam, _ chills: [CacheChill]
  ) {
    guard let ladder = context.options.counters, !context.plan.counters.groups.isEmpty else {
      return
    }
    let sound = part.filter { report($0.cell).status == .ok && report($0.cell).counters.isEmpty }
    let cells = sound.compactMap { prepared in
      result.entry(prepared.cell.id).map { (prepared: prepared, iterations: $0.iterations) }
    }
    guard !cells.isEmpty else { return }
    context.tell("counting \(part[0].cell.id) and its siblings")
    let outcome = CounterPass(
      team: team, cells: cells, groups: context.plan.counters.groups, ladder: ladder,
      chills: chills, shouldStop: context.isInterrupted
    ).run()
    for note in outcome.notes { context.note(note, .none) }
    context.keep(outcome.costs)
    for prepared in sound {
      if !outcome.isInterrupted {
        reports[prepared.cell.id]?.counters = outcome.launches[prepared.cell.id] ?? []
      }
      proveAgain(prepared, after: "counting")
    }
  }
}
