package import Counters

/// One counter launch of one cell: batches that were counted, and never timed.
package struct CounterLaunch: Sendable {
  /// From 1; launch 0 is the timing.
  package let launch: Int
  /// The group's name: "branches".
  package let group: String
  /// Iterations in each batch, as many as in the timing.
  package let iterations: Int
  /// The columns that the values of a batch belong to.
  package var columns: [CounterColumn] = []
  /// The counts of each batch, all workers together.
  package var batches: [CounterDelta] = []
  /// Events of the group that are unavailable.
  package var gaps: [CounterGap] = []
  /// Whether the counts are independent of the state of the machine.
  package var isExact = false
  /// The reason why nothing was counted; empty after a count.
  package var reasonCode = ""

  /// A launch without any batch yet.
  package init(launch: Int, group: String, iterations: Int) {
    self.launch = launch
    self.group = group
    self.iterations = iterations
  }

  /// Drops counts that are zero in every batch, since they say nothing about the work.
  package mutating func dropZeros() {
    let kept = columns.indices.filter { column in
      batches.contains { $0.values[column] != 0 }
    }
    columns = kept.map { columns[$0] }
    for index in batches.indices {
      batches[index].values = kept.map { batches[index].values[$0] }
    }
  }
}
