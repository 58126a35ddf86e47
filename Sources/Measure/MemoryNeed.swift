package import Support

/// The most memory that one worker's work takes, in preparation, batches and proofs together: known
/// before anything is prepared, so that work which doesn't fit isn't begun.
package struct MemoryNeed: Sendable, Equatable {
  /// The bytes that any request takes.
  package var byteCount: Int
  /// The bytes for each byte of the working set, and for each byte of the trace's file.
  package var perWorkingSetByte: Int
  package var perTraceByte: Int

  /// States a need; 0 is an unknown one.
  package init(_ byteCount: Int, perWorkingSetByte: Int = 0, perTraceByte: Int = 0) {
    self.byteCount = byteCount
    self.perWorkingSetByte = perWorkingSetByte
    self.perTraceByte = perTraceByte
  }

  /// The bytes for a worker with this working set and trace.
  package func byteCount(workingSet: Int, trace: Int) -> Int {
    byteCount + perWorkingSetByte * workingSet + perTraceByte * trace
  }
}

extension WorkError {
  /// Memory that the system refused, with its purpose: "the pages of kernel.apply".
  package init(_ error: RegionError, for purpose: String) {
    guard case .memoryRefused(let byteCount, let code) = error else {
      self = .environment("\(purpose): \(error)")
      return
    }
    self = .environment(
      "the system refused \(byteText(byteCount)) for \(purpose) (\(systemErrorText(code))); "
        + "choose a smaller working set or fewer threads", code: "memory_refused")
  }
}
