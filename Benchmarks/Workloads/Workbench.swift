package import StateBus

/// The parts that workloads are made with, into which the command puts planted faults.
package struct Workbench: Sendable {
  /// Finds a backend by name.
  package var backend: @Sendable (String) throws(BackendError) -> Backend
  /// Whether a bit of the results of plain loops with this instruction set is to be flipped.
  package var corruptsLoops: @Sendable (String) -> Bool
  /// The limits of a trace's memory.
  package var limits = ReadLimits()
  /// Called with a log's path after work has written the log and before any reading.
  package var afterLogWritten: (@Sendable (String) -> Void)?

  /// Makes a workbench without faults unless given.
  package init(
    backend: @escaping @Sendable (String) throws(BackendError) -> Backend = Backend.named,
    corruptsLoops: @escaping @Sendable (String) -> Bool = { _ in false },
    afterLogWritten: (@Sendable (String) -> Void)? = nil
  ) {
    self.backend = backend
    self.corruptsLoops = corruptsLoops
    self.afterLogWritten = afterLogWritten
  }
}
