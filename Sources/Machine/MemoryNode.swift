/// Memory that is equally far from each of its CPUs; some nodes have memory only, some CPUs only.
package struct MemoryNode: Equatable, Sendable {
  /// The kernel's number for it.
  package var id: Int
  /// Its allowed CPUs.
  package var cpus: [Int]
  /// The memory it has: 0 for a node of CPUs only, nil where nobody says.
  package var byteCount: Int?
  /// Whether this process may take memory from it (the cpuset's nodes).
  package var isAllowed: Bool
  /// The kernel's distance to each node on line, 10 to itself; empty where nobody says.
  package var distances: [Int: Int]

  /// Whether this process can have memory from it, as far as is known.
  package var givesMemory: Bool { isAllowed && byteCount != 0 }

  /// States what a node has.
  package init(
    id: Int, cpus: [Int], byteCount: Int? = nil, isAllowed: Bool = true,
    distances: [Int: Int] = [:]
  ) {
    self.id = id
    self.cpus = cpus
    self.byteCount = byteCount
    self.isAllowed = isAllowed
    self.distances = distances
  }
}
