/// The processors, caches and memory nodes that this process may use.
///
/// CPUs are those of the process's affinity mask; ids need not start at 0 or be dense. A fact
/// that the machine doesn't report is nil, never guessed.
package struct Topology: Equatable, Sendable {
  /// The allowed CPUs, by ascending id; never empty on a live machine.
  package var cpus: [CPU]
  /// The online memory nodes, by ascending id; one node 0 where the kernel doesn't list nodes.
  package var nodes: [MemoryNode]
  /// The distinct caches that serve the allowed CPUs, by level, kind and CPUs.
  package var caches: [Cache]
  /// The CPUs that are plugged in, allowed or not; nil where the kernel doesn't say.
  package var presentCPUs: [Int]?
  /// The present CPUs that are offline; nil where the kernel doesn't say.
  package var offlineCPUs: [Int]?
  /// The allowed CPUs that sysfs lists as offline or not at all: sysfs is wrong about them.
  package var contradictedCPUs: [Int]
  /// The reason why this process can't bind memory to nodes; nil where it can, or isn't checked.
  package var bindingObstacle: String?

  /// Makes a topology from given facts.
  package init(
    cpus: [CPU], nodes: [MemoryNode], caches: [Cache], presentCPUs: [Int]? = nil,
    offlineCPUs: [Int]? = nil, contradictedCPUs: [Int] = [], bindingObstacle: String? = nil
  ) {
    self.cpus = cpus
    self.nodes = nodes
    self.caches = caches
    self.presentCPUs = presentCPUs
    self.offlineCPUs = offlineCPUs
    self.contradictedCPUs = contradictedCPUs
    self.bindingObstacle = bindingObstacle
  }
}

// Derived facts.
extension Topology {
  /// Whether all memory is equally far, so that placement isn't a choice.
  package var hasSingleNode: Bool { nodes.count <= 1 }

  /// Physical cores among the allowed CPUs.
  package var coreCount: Int { cpus.count { $0.siblingRank == 0 } }

  /// The sockets of the allowed CPUs, ascending; empty where the kernel names none.
  package var packages: [Int] { Set(cpus.compactMap(\.package)).sorted() }

  /// The nodes with allowed CPUs.
  package var cpuNodes: [Int] { nodes.filter { !$0.cpus.isEmpty }.map(\.id) }

  /// The nodes that this process can take memory from.
  package var memoryNodes: [Int] { nodes.filter(\.givesMemory).map(\.id) }

  /// The CPU with this id, where it is allowed.
  package func cpu(_ id: Int) -> CPU? { cpus.first { $0.id == id } }

  /// The nearest node with memory other than `node`; the lowest id where distances are unknown.
  package func nearestOtherMemory(to node: Int) -> Int? {
    let distances = nodes.first { $0.id == node }?.distances ?? [:]
    return memoryNodes.filter { $0 != node }.min { a, b in
      (distances[a] ?? .max, a) < (distances[b] ?? .max, b)
    }
  }

  /// The first allowed CPU of those that share the last-level cache of a CPU; nil where the kernel
  /// doesn't list the sharing.
  package func cacheDomain(of cpu: Int) -> Int? {
    let shared = caches.filter { $0.kind != .instruction && $0.cpus?.contains(cpu) ?? false }
    return shared.max { $0.level < $1.level }?.cpus?.first
  }

  /// The size of the largest cache at the last level; nil where all sizes are unknown.
  package var lastLevelCacheByteCount: Int? {
    let sized = caches.filter { $0.kind != .instruction && $0.byteCount != nil }
    let level = sized.map(\.level).max()
    return sized.filter { $0.level == level }.compactMap(\.byteCount).max()
  }

  /// The size of the cache that holds data at `level`, as the first allowed CPU sees it.
  package func dataCacheByteCount(level: Int) -> Int? {
    caches.first { $0.level == level && $0.kind != .instruction && $0.byteCount != nil }?.byteCount
  }
}
