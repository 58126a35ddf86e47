/// Where one worker runs and where its memory comes from.
package struct Place: Hashable, Sendable {
  /// The CPU it is pinned to; nil for a worker that the kernel may move.
  package let cpu: Int?
  /// The memory policy of its thread.
  package let memory: MemoryBinding

  /// Names a place.
  package init(cpu: Int?, memory: MemoryBinding = .firstTouch) {
    self.cpu = cpu
    self.memory = memory
  }
}
