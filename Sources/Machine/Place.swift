/// The CPU and the memory policy of one worker.
package struct Place: Hashable, Sendable {
  /// The CPU that the worker is pinned to; nil for a worker that the kernel may move.
  package let cpu: Int?
  /// The memory policy of the worker's thread.
  package let memory: MemoryBinding

  /// Makes a place.
  package init(cpu: Int?, memory: MemoryBinding = .firstTouch) {
    self.cpu = cpu
    self.memory = memory
  }
}
