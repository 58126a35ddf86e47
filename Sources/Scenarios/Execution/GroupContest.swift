internal import Counters
internal import Machine
internal import Measure

/// Times the cells of one group, and the references of its first cell, on the group's workers.
///
/// With one worker everything runs on its thread. With more, worker 0 leads: inside the clock it
/// hands each batch to the others through the crew's spinning handoff and does its own share.
struct GroupContest {
  let team: WorkerTeam
  let cells: [PreparedCell]
  let plan: ContestPlan
  /// One for each worker where batches are cold, none where they are warm.
  let chills: [CacheChill]

  /// The name under which a reference takes part.
  static func referenceID(_ name: String) -> String { "reference:" + name }

  /// The references of the first cell, one per name.
  var references: [Reference] {
    var seen: Set<String> = []
    return (cells.first?.works[0].references ?? []).filter { seen.insert($0.name).inserted }
  }

  func run(
    shouldStop: @escaping () -> Bool, progress: (_ done: Int, _ total: Int) -> Void
  ) -> ContestResult {
    team.lead { crew in
      hold({ body in crew.run(body) }, shouldStop, progress)
    }
  }

  private func hold(
    _ together: Together, _ shouldStop: @escaping () -> Bool, _ progress: (Int, Int) -> Void
  ) -> ContestResult {
    // Doesn't escape: the contest and its contestants are gone when this returns.
    withoutActuallyEscaping(together) { together in
      let contestants =
        cells.map { contestant($0, together) }
        + references.map { contestant($0, together) }
      return Contest(contestants, plan: plan, shouldStop: shouldStop).run(progress: progress)
    }
  }

  typealias Together = (_ body: (_ worker: Int) -> Void) -> Void

  /// A cell as a contestant; `together` runs a closure on every worker.
  func contestant(_ prepared: PreparedCell, _ together: @escaping Together) -> Contestant {
    let works = prepared.works
    let limit = prepared.facts.iterationLimit
    guard works.count > 1 else {
      let work = works[0]
      return Contestant(
        id: prepared.cell.id,
        ready: { count throws(WorkError) in try work.ready(iterations: count) },
        chill: chill(together), run: { work.run(iterations: $0) },
        check: { () throws(WorkError) in try work.check() }, iterationLimit: limit)
    }
    return Contestant(
      id: prepared.cell.id,
      ready: { count throws(WorkError) in
        try Self.each(works.count, together) { worker throws(WorkError) in
          try works[worker].ready(iterations: count)
        }
      },
      chill: chill(together), run: { count in together { works[$0].run(iterations: count) } },
      check: { () throws(WorkError) in
        try Self.each(works.count, together) { worker throws(WorkError) in
          try works[worker].check()
        }
      },
      empty: { _ in together { _ in } }, usage: { Self.usage(works.count, together) },
      iterationLimit: limit)
  }

  private func contestant(_ reference: Reference, _ together: @escaping Together) -> Contestant {
    let id = Self.referenceID(reference.name)
    let works = cells[0].works
    let limit = cells[0].facts.iterationLimit
    guard works.count > 1 else {
      return Contestant(
        id: id, ready: { _ in }, chill: chill(together), run: reference.run,
        check: reference.check, iterationLimit: limit)
    }
    let name = reference.name
    let each = works.map { work in work.references.first { $0.name == name } ?? reference }
    return Contestant(
      id: id, ready: { _ in }, chill: chill(together),
      run: { count in together { each[$0].run(count) } },
      check: { () throws(WorkError) in
        try Self.each(each.count, together) { worker throws(WorkError) in
          try each[worker].check()
        }
      },
      empty: { _ in together { _ in } }, usage: { Self.usage(works.count, together) },
      iterationLimit: limit)
  }

  /// Every worker empties its own caches, all at once; nil where batches are warm.
  private func chill(_ together: @escaping Together) -> (() -> Void)? {
    guard !chills.isEmpty else { return nil }
    let chills = chills
    guard chills.count > 1 else { return chills[0].evict }
    return { together { chills[$0].evict() } }
  }

  private static func usage(_ workerCount: Int, _ together: Together) -> ResourceUsage {
    let readings = (0..<workerCount).map { _ in UsageSlot() }
    together { readings[$0].usage = ResourceUsage.ofThread() }
    return readings.reduce(ResourceUsage()) { $0 + $1.usage }
  }

  /// Calls `body` on every worker and throws the first worker's error.
  private static func each(
    _ workerCount: Int, _ together: Together,
    _ body: @escaping (_ worker: Int) throws(WorkError) -> Void
  ) throws(WorkError) {
    let errors = (0..<workerCount).map { _ in ErrorSlot() }
    together { worker in
      errors[worker].catch { () throws(WorkError) in try body(worker) }
    }
    for slot in errors { if let error = slot.error { throw error } }
  }

  /// One worker's error; written by that worker, read after all have finished.
  private final class ErrorSlot {
    private(set) var error: WorkError?

    func `catch`(_ body: () throws(WorkError) -> Void) {
      do throws(WorkError) { try body() } catch { self.error = error }
    }
  }

  /// One worker's usage; written by that worker, read after all have finished.
  private final class UsageSlot {
    var usage = ResourceUsage()
  }
}
