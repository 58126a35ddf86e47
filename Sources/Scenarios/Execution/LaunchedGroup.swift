internal import Measure

/// A group that fresh processes prove and time, one after the other, so that no one memory layout
/// decides; their rows become one result when the last has ended.
///
/// A launch that fails settles the whole group: a result says what was asked for, or nothing.
struct LaunchedGroup {
  let group: SiblingGroup
  let workload: Workload
  let context: RunContext
  let launch: RunOptions.Launch

  func run() -> GroupOutcome {
    let id = group.cells[0].id
    var launches: [ResultRows] = []
    for number in 0..<context.plan.launches {
      context.tell(launch: number, of: context.plan.launches, id)
      do throws(WorkError) {
        let measured = try context.launched(id, number, launch)
        if context.isInterrupted() { return refused().skipped("interrupted") }
        launches.append(measured.rows)
      } catch {
        if context.isInterrupted() { return refused().skipped("interrupted") }
        return refused().refused(error)
      }
    }
    let merge = LaunchMerge(launches)
    for problem in merge.problems { context.note(problem, .none) }
    group.cells.forEach { context.finished($0.id) }
    return GroupOutcome(merge.rows, of: group)
  }

  private func refused() -> GroupRun { GroupRun(group, workload, context) }
}
