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

/// One processor that the kernel schedules on.
package struct CPU: Equatable, Sendable {
  /// The kernel's number for it.
  package var id: Int
  /// The memory node it belongs to.
  package var node: Int?
  /// The socket.
  package var package: Int?
  /// The core, numbered within its socket.
  package var core: Int?
  /// 0 for the first allowed CPU of its core, 1 for the next: more than 0 shares a core's units.
  package var siblingRank: Int

  /// States where a CPU is.
  package init(
    id: Int, node: Int? = nil, package: Int? = nil, core: Int? = nil, siblingRank: Int = 0
  ) {
    self.id = id
    self.node = node
    self.package = package
    self.core = core
    self.siblingRank = siblingRank
  }
}

/// Memory that is equally far from each of its CPUs; some nodes have memory only, some CPUs only.
package struct MemoryNode: Equatable, Sendable {
  /// The kernel's number for it.
  package var id: Int
  /// Its allowed CPUs.
  package var cpus: [Int]
  /// The memory it has.
  package var byteCount: Int?

  /// States what a node has.
  package init(id: Int, cpus: [Int], byteCount: Int? = nil) {
    self.id = id
    self.cpus = cpus
    self.byteCount = byteCount
  }
}

/// One cache and the allowed CPUs that share it.
package struct Cache: Equatable, Sendable {
  /// What a cache holds.
  package enum Kind: String, Sendable {
    case data, instruction, unified
  }

  /// Who says so: the kernel, or the processor's own leaf where the kernel is silent.
  package enum Source: String, Sendable {
    case sysfs, cpuid
  }

  /// 1 is nearest.
  package var level: Int
  /// What it holds.
  package var kind: Kind
  /// Its size; nil where the kernel lists the cache without one.
  package var byteCount: Int?
  /// The allowed CPUs that share it; nil where only cpuid knows the cache.
  package var cpus: [Int]?
  /// Where this comes from.
  package var source: Source

  /// States what a cache is.
  package init(level: Int, kind: Kind, byteCount: Int?, cpus: [Int]?, source: Source) {
    self.level = level
    self.kind = kind
    self.byteCount = byteCount
    self.cpus = cpus
    self.source = source
  }
}
