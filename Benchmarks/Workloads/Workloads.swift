package import Measure

/// The table of kinds of work.
package enum Workloads {
  /// Every kind of work, in the order of lists.
  package static func all(_ bench: Workbench) -> [Workload] {
    [
      replay(bench), batch(bench), scan, logAppend(bench), logRead(bench), engineCommit(bench),
    ] + kernels(bench) + memoryLoops(bench) + [memoryLatency]
  }
}
