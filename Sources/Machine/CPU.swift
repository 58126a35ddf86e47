/// One processor that the kernel schedules on.
package struct CPU: Equatable, Sendable {
  /// The kernel's number of the CPU.
  package var id: Int
  /// The memory node of the CPU.
  package var node: Int?
  /// The socket.
  package var package: Int?
  /// The core, numbered within its socket.
  package var core: Int?
  /// The other allowed CPUs that share the core's units, ascending; empty where none are listed.
  package var siblings: [Int]
  /// How busy others kept the CPU lately: 0 for a free one, or where nobody looked (`CPULoad`).
  package var loadLevel = 0

  /// 0 for the first allowed CPU of a core, 1 for the next: above 0, the CPU shares the units.
  package var siblingRank: Int { siblings.count { $0 < id } }

  /// Makes a CPU in the given place.
  package init(
    id: Int, node: Int? = nil, package: Int? = nil, core: Int? = nil, siblings: [Int] = []
  ) {
    self.id = id
    self.node = node
    self.package = package
    self.core = core
    self.siblings = siblings
  }
}
