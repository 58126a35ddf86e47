/// Memory that is equally far from each of its CPUs; some nodes have only memory, some only CPUs.
package struct MemoryNode: Equatable, Sendable {
  /// The kernel's number of the node.
  package var id: Int
  /// The allowed CPUs of the node.
  package var cpus: [Int]
  /// The memory of the node: 0 for a node of CPUs only, nil where the size is unknown.
  package var byteCount: Int?
  /// Whether this process may take memory from the node (the cpuset's nodes).
  package var isAllowed: Bool
  /// The kernel's distance to each online node, 10 to itself; empty where unknown.
  package var distances: [Int: Int]

  /// Whether this process can take memory from the node, as far as is known.
  package var givesMemory: Bool { isAllowed && byteCount != 0 }

  /// Makes a node from its facts.
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
