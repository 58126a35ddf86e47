internal import Counters

/// Times contestants side by side, in interleaved rounds, so that disturbances of the machine
/// affect all alike.
///
/// Calibrates each contestant's batch, warms it up, then runs rounds of one batch of every
/// contestant in an order drawn from a random cyclic Latin square, with a canary batch in each
/// round. A contest proves nothing: verify before and after. A contestant whose `ready` or
/// `check` throws leaves; the others go on.
package struct Contest {
  private let contestants: [Contestant]
  private let plan: ContestPlan
  private let shouldStop: () -> Bool
  private let now: () -> UInt64

  /// Prepares a contest; `shouldStop` is called between batches, and `now` is the clock of
  /// calibration and warm-up.
  package init(
    _ contestants: [Contestant], plan: ContestPlan, shouldStop: @escaping () -> Bool = { false },
    now: @escaping () -> UInt64 = Clock.now
  ) {
    precondition(!contestants.isEmpty, "a contest needs a contestant")
    precondition(
      Set(contestants.map(\.id)).count == contestants.count, "contestants' ids are unique")
    precondition(plan.rounds >= 1 && plan.warmUpWindow >= 1, "a plan has rounds and a window")
    self.contestants = contestants
    self.plan = plan
    self.shouldStop = shouldStop
    self.now = now
  }

  /// Runs the contest on the calling thread; calls `progress` after each round, not timed.
  package func run(progress: (_ done: Int, _ total: Int) -> Void = { _, _ in }) -> ContestResult {
    let clock = Clock.measured()
    var result = ContestResult(
      entries: contestants.map { ContestEntry(id: $0.id) }, clock: clock, plan: plan)
    let target = max(1_000 * clock.stepNanoseconds, plan.minimumBatchNanoseconds)
    for index in contestants.indices {
      prepare(contestants[index], &result.entries[index], target: target)
      if isOver(&result.ending) { return result }
    }
    holdRounds(&result, progress: progress)
    for index in result.entries.indices {
      let hasFailed = result.entries[index].failure != nil
      result.entries[index].keep(rounds: hasFailed ? 0 : result.completedRounds)
    }
    result.canaryNanoseconds = Array(result.canaryNanoseconds.prefix(result.completedRounds))
    result.canarySlots = Array(result.canarySlots.prefix(result.completedRounds))
    return result
  }

  private func holdRounds(_ result: inout ContestResult, progress: (Int, Int) -> Void) {
    var orders = RoundOrders(count: contestants.count + 1, seed: plan.seed)
    var canary = plan.seed
    for round in 0..<plan.rounds {
      for (slot, player) in orders.next().enumerated() {
        if player == contestants.count {
          let start = Clock.now()
          canary = Canary.run(from: canary)
          result.canaryNanoseconds.append(Clock.elapsed(since: start))
          result.canarySlots.append(slot)
        } else {
          playBatch(contestants[player], slot: slot, &result.entries[player])
        }
        if shouldStop() {
          result.ending = .interrupted
          return
        }
      }
      result.completedRounds = round + 1
      progress(round + 1, plan.rounds)
      if plan.wanted?.isReached(result) == true {
        result.ending = .narrow
        return
      }
      if round + 1 < plan.rounds, isOver(&result.ending) { return }
    }
    precondition(canary != 0, "the canary's chain never reaches zero")
  }

  private func playBatch(_ contestant: Contestant, slot: Int, _ entry: inout ContestEntry) {
    guard entry.failure == nil else { return }
    let emptyStart = Clock.now()
    contestant.empty(entry.iterations)
    let overhead = Clock.elapsed(since: emptyStart)
    do throws(WorkError) {
      try contestant.ready(entry.iterations)
    } catch {
      entry.failure = error
      return
    }
    contestant.chill?()
    let before = contestant.usage()
    let start = Clock.now()
    contestant.run(entry.iterations)
    let end = Clock.now()
    let usage = contestant.usage() - before
    do throws(WorkError) {
      try contestant.check()
      entry.batchNanoseconds.append(try Clock.length(from: start, to: end))
    } catch {
      entry.failure = error
      return
    }
    entry.usage.append(usage)
    entry.overheadNanoseconds.append(overhead)
    entry.slots.append(slot)
  }

  private func isOver(_ ending: inout ContestResult.Ending) -> Bool {
    if shouldStop() {
      ending = .interrupted
    } else if let deadline = plan.deadline, Clock.now() >= deadline {
      ending = .deadline
    } else {
      return false
    }
    return true
  }
}

extension Contest {
  /// Calibrates and warms one contestant up.
  private func prepare(_ contestant: Contestant, _ entry: inout ContestEntry, target: UInt64) {
    do throws(WorkError) {
      let calibration = try calibrated(contestant, target: target)
      entry.iterations = calibration.iterations
      entry.calibrationAgreed = calibration.agreed
      try warmUp(contestant, &entry)
    } catch {
      entry.failure = error
    }
  }

  private func timed(_ contestant: Contestant, _ iterations: Int) throws(WorkError) -> UInt64 {
    try contestant.ready(iterations)
    contestant.chill?()
    let start = now()
    contestant.run(iterations)
    let end = now()
    try contestant.check()
    return try Clock.length(from: start, to: end, now)
  }

  /// Grows the batch until two readings in a row both last long enough and agree within a quarter;
  /// gives up the agreement after eight attempts.
  private func calibrated(
    _ contestant: Contestant, target: UInt64
  ) throws(WorkError) -> (iterations: Int, agreed: Bool) {
    let limit = contestant.iterationLimit ?? 1 << 40
    var iterations = 1
    var disagreements = 0
    while true {
      let readings = [
        try timed(contestant, iterations), try timed(contestant, iterations),
      ].sorted()
      if readings[0] >= target || iterations >= limit {
        if Double(readings[1]) <= 1.25 * Double(readings[0]) { return (iterations, true) }
        disagreements += 1
        if disagreements == 8 || shouldStop() { return (iterations, false) }
      } else {
        let wanted = 1.2 * Double(target) / Double(max(readings[0], 1))
        let grown = Double(iterations) * min(10, wanted)
        iterations = min(limit, max(iterations + 1, Int(grown)))
        if shouldStop() { return (iterations, false) }
      }
    }
  }

  /// Runs batches until the medians of two windows in a row agree, or the limit is reached.
  private func warmUp(
    _ contestant: Contestant, _ entry: inout ContestEntry
  ) throws(WorkError) {
    var previous: Double?
    while entry.warmUpBatches + plan.warmUpWindow <= plan.warmUpLimit, !shouldStop() {
      var window: [Double] = []
      for _ in 0..<plan.warmUpWindow {
        window.append(Double(try timed(contestant, entry.iterations)))
      }
      entry.warmUpBatches += plan.warmUpWindow
      let median = Statistics.median(window)
      if let previous, abs(median - previous) <= plan.warmUpTolerance * previous {
        entry.warmedUp = true
        return
      }
      previous = median
    }
  }
}
