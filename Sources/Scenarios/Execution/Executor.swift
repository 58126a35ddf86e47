internal import Counters
package import Measure

/// Carries a plan out: each group of siblings placed, proved, timed, proved again and reported.
///
/// Prints nothing and never exits; the caller receives events as they happen. Cells that can't run
/// become rows with the reason. The scratch folder is gone when `run` returns, however it returns.
package struct Executor {
  private let plan: Plan
  private let catalogue: Catalogue
  private let options: RunOptions

  /// Prepares to carry out a plan made with the same catalogue.
  package init(_ plan: Plan, _ catalogue: Catalogue, _ options: RunOptions = RunOptions()) {
    self.plan = plan
    self.catalogue = catalogue
    self.options = options
  }

  /// Runs all groups in order.
  ///
  /// `receive` gets each group's rows when the group has ended, and ends the run where it throws.
  /// `isInterrupted` is called between batches and between cells, on any of the run's threads: once
  /// it is true, finished groups stay and the rest is skipped. Throws only when no scratch folder
  /// can be made.
  package func run(
    receive: (ResultRows) throws(ResultError) -> Void = { _ in },
    progress: @escaping (Progress) -> Void = { _ in },
    isInterrupted: @escaping () -> Bool = { false }
  ) throws(WorkError) -> RunOutcome {
    let context = try RunContext(
      plan, options, catalogue.exactCounters, progress: progress, isInterrupted: isInterrupted)
    let workers = plan.matrix.cells.map(\.request.workerCount).max() ?? 0
    Counters.publish(catalogue.exactCounters, workers: workers)
    var outcome = RunOutcome()
    outcome.rows = options.earlier
    let earlier = EarlierCells(options.earlier, isTimed: options.mode == .measure)
    for (group, seconds) in zip(plan.matrix.groups, plan.groupSeconds) {
      if let counts = earlier.counts(of: group) {
        outcome.counts.add(counts)
        context.passOver(group, seconds)
        continue
      }
      let done = run(group, seconds, context)
      outcome.counts.add(done.counts)
      outcome.rows.append(done.rows)
      do throws(ResultError) { try receive(done.rows) } catch {
        outcome.refusal = error
        break
      }
    }
    outcome.isInterrupted = isInterrupted()
    outcome.problems = context.problems
    outcome.roundsEndings = context.roundsEndings
    outcome.counterReadCosts = context.counterReadCosts
    outcome.hasInvalidInput = context.hasInvalidInput
    outcome.hasUnfitEnvironment = context.hasUnfitEnvironment
    return outcome
  }

  private func run(
    _ group: SiblingGroup, _ seconds: Double, _ context: RunContext
  ) -> GroupOutcome {
    guard let name = group.cells.first?.workload, let workload = catalogue.workload(name) else {
      preconditionFailure("a plan is carried out with the catalogue it was made with")
    }
    let run = GroupRun(group, workload, context)
    let hasWork = !group.runnable.isEmpty && options.mode == .measure
    if context.isInterrupted() { return run.skipped("interrupted") }
    if !context.fits(seconds) { return run.skipped("budget_exhausted") }
    context.begin(group: seconds)
    defer { context.endGroup() }
    guard plan.launches > 1, hasWork, let launch = options.launch else { return run.run() }
    return LaunchedGroup(
      group: group, workload: workload, context: context, launch: launch
    ).run()
  }
}

extension RunOutcome.Counts {
  mutating func add(_ other: Self) {
    measured += other.measured
    verified += other.verified
    mismatched += other.mismatched
    failed += other.failed
    unavailable += other.unavailable
    skipped += other.skipped
  }
}
