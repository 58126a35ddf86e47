/// The processors, caches and memory nodes that this process may use.
///
/// CPUs are those that the kernel allows and has on line; ids need not start at 0 or be dense. What
/// a machine doesn't say is nil, and nothing is guessed in its place.
package struct Topology: Equatable, Sendable {
  /// The allowed CPUs, by ascending id; never empty on a live machine.
  package var cpus: [CPU]
  /// The memory nodes that are on line, by ascending id; one node 0
  /// where the kernel knows no nodes.
  package var nodes: [MemoryNode]
  /// The distinct caches that serve the allowed CPUs, by level, kind and CPUs.
  package var caches: [Cache]

  /// A topology put together by hand.
  package init(cpus: [CPU], nodes: [MemoryNode], caches: [Cache]) {
    self.cpus = cpus
    self.nodes = nodes
    self.caches = caches
  }

  /// Whether all memory is equally far, so that there is no placement to choose.
  package var hasSingleNode: Bool { nodes.count <= 1 }

  /// Physical cores among the allowed CPUs.
  package var coreCount: Int { cpus.count { $0.siblingRank == 0 } }

  /// The CPU with this id, where it is allowed.
  package func cpu(_ id: Int) -> CPU? { cpus.first { $0.id == id } }

  /// The size of the largest cache at the last level; nil where no cache says its size.
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
