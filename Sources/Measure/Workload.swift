package import Support

/// One kind of work: a row of the catalogue that the command hands to the runner.
///
/// A workload turns a request (one cell of a scenario's matrix) into prepared work. The runner
/// doesn't know the engine: it sees only this row and `Work`.
package struct Workload: Sendable {
  /// The name in scenario files: "replay", "kernel.apply".
  package let name: String
  /// One line for `mmsb list`.
  package let about: String
  /// The axes that change the work; a scenario that varies another axis is refused.
  package let axes: Set<Axis>
  /// Whether the work reads a trace file (`input: { trace: … }`).
  package let needsTrace: Bool
  /// Whether workers that share a last-level cache divide the working set; otherwise each worker
  /// has all of it.
  package let dividesWorkingSet: Bool
  /// The time of the work as a multiple of the time of a kernel, with proof and references, over as
  /// many bytes; for estimates.
  package let relativeCost: Double
  /// The most memory that one worker takes.
  package let memory: MemoryNeed
  /// Prepares one worker's share. Called on the worker's own pinned thread, so that first touch is
  /// local.
  package let prepare: @Sendable (WorkRequest) throws(WorkError) -> any Work

  /// Describes a kind of work.
  package init(
    name: String, about: String, axes: Set<Axis>, needsTrace: Bool = false,
    dividesWorkingSet: Bool = false, relativeCost: Double = 1, memory: MemoryNeed = MemoryNeed(0),
    prepare: @escaping @Sendable (WorkRequest) throws(WorkError) -> any Work
  ) {
    self.name = name
    self.about = about
    self.axes = axes
    self.needsTrace = needsTrace
    self.dividesWorkingSet = dividesWorkingSet
    self.relativeCost = relativeCost
    self.memory = memory
    self.prepare = prepare
  }
}

/// Work that can't be prepared.
package enum WorkError: KindedError {
  /// This machine can't run the cell: a stable reason code of the results schema and a sentence.
  case unavailable(code: String, reason: String)
  /// The request makes no sense, or its input is missing, foreign or malformed.
  case invalidInput(String)
  /// The file system, memory or the clock refused: a sentence, and a reason code of the results
  /// schema.
  case environment(String, code: String = "environment_unfit")

  package var kind: ErrorKind {
    switch self {
    case .invalidInput: .input
    case .unavailable, .environment: .environment
    }
  }

  package var description: String {
    switch self {
    case .unavailable(_, let reason), .invalidInput(let reason), .environment(let reason, _):
      reason
    }
  }

  /// The status of a row whose work threw this error.
  package var rowStatus: RowStatus {
    if case .unavailable = self { .unavailable } else { .failed }
  }

  /// The reason beside that status.
  package var reasonCode: String {
    switch self {
    case .unavailable(let code, _): code
    case .invalidInput: "invalid_input"
    case .environment(_, let code): code
    }
  }
}
