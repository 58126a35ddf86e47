/// How many workers are to be placed, and how.
package struct PlacementRequest: Hashable, Sendable {
  /// Workers, each with a CPU of its own unless none is pinned.
  package var workers: Int
  /// How they are spread over CPUs.
  package var cpus: CPUPolicy
  /// The node whose CPUs alone are used, nil for all.
  package var node: Int?
  /// Where memory comes from; nil for local where a node is named that has memory and memory can be
  /// bound, else first touch.
  package var memory: MemoryPolicy?

  /// States what is wanted.
  package init(
    workers: Int = 1, cpus: CPUPolicy = .compact, node: Int? = nil, memory: MemoryPolicy? = nil
  ) {
    self.workers = workers
    self.cpus = cpus
    self.node = node
    self.memory = memory
  }
}
