package import StateBus

/// What workloads are made with; the command puts planted faults in here.
package struct Workbench: Sendable {
  /// Finds a backend by name.
  package var backend: @Sendable (String) throws(BackendError) -> Backend
  /// Whether a bit is to be flipped in what plain loops with this instruction set leave.
  package var corruptsLoops: @Sendable (String) -> Bool
  /// How much memory a trace may ask for.
  package var limits = ReadLimits()
  /// Called with a log's path after work has written it and before anyone reads it.
  package var afterLogWritten: (@Sendable (String) -> Void)?

  /// The backends as they are, and logs left alone.
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
