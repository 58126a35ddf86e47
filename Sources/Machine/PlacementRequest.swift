/// The number of workers to place, and the policies.
package struct PlacementRequest: Hashable, Sendable {
  /// The number of workers; each has its own CPU, unless they are not pinned.
  package var workers: Int
  /// The policy for CPUs.
  package var cpus: CPUPolicy
  /// The only node whose CPUs are used; nil for all nodes.
  package var node: Int?
  /// The policy for memory; nil for local where `node` has memory and memory can be bound, else
  /// first touch.
  package var memory: MemoryPolicy?

  /// Makes a request.
  package init(
    workers: Int = 1, cpus: CPUPolicy = .compact, node: Int? = nil, memory: MemoryPolicy? = nil
  ) {
    self.workers = workers
    self.cpus = cpus
    self.node = node
    self.memory = memory
  }
}
