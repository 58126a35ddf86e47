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
