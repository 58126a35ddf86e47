/// Where one worker runs: the CPU it is pinned to, and the node its memory should come from.
package struct Place: Hashable, Sendable {
  /// The CPU's id.
  package let cpu: Int
  /// The preferred memory node, nil for local by first touch.
  package let node: Int?

  /// Names a place.
  package init(cpu: Int, node: Int? = nil) {
    self.cpu = cpu
    self.node = node
  }
}
