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
  /// The other allowed CPUs that share its core's units, ascending; none where nobody lists them.
  package var siblings: [Int]

  /// 0 for the first allowed CPU of its core, 1 for the next: more than 0 shares a core's units.
  package var siblingRank: Int { siblings.count { $0 < id } }

  /// States where a CPU is.
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
