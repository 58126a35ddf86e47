package import Support

/// One kind of work: a row of the catalogue that the command hands to the runner.
///
/// A workload turns a request (one cell of a scenario's matrix) into prepared work. The runner
/// knows no engine: all it sees is this row and `Work`.
package struct Workload: Sendable {
  /// What scenario files call it: "replay", "kernel.apply".
  package let name: String
  /// One line for `mmsb list`.
  package let about: String
  /// The axes that change what it does; a scenario that varies another one is refused.
  package let axes: Set<Axis>
  /// Whether it works on a trace file (`input: { trace: … }`).
  package let needsTrace: Bool
  /// Whether workers that share a last-level cache divide the working set; otherwise each has all
  /// of it.
  package let dividesWorkingSet: Bool
  /// How long it takes, for estimates, beside the proof and the references of a kernel over as many
  /// bytes.
  package let relativeCost: Double
  /// Prepares one worker's share. Called on the worker's own pinned thread,
  /// so that first touch is local.
  package let prepare: @Sendable (WorkRequest) throws(WorkError) -> any Work

  /// Describes a kind of work.
  package init(
    name: String, about: String, axes: Set<Axis>, needsTrace: Bool = false,
    dividesWorkingSet: Bool = false, relativeCost: Double = 1,
    prepare: @escaping @Sendable (WorkRequest) throws(WorkError) -> any Work
  ) {
    self.name = name
    self.about = about
    self.axes = axes
    self.needsTrace = needsTrace
    self.dividesWorkingSet = dividesWorkingSet
    self.relativeCost = relativeCost
    self.prepare = prepare
  }
}

/// What a scenario may vary. The raw value is the key in scenario files.
package enum Axis: String, CaseIterable, Sendable {
  case backend, allocator, pageBytes, workingSet, deltaBytes, density, pattern, threads
  case cpus, node, memory
}

extension Axis {
  /// The axes that say how many workers there are, where they run and where their memory lies.
  package static let placing: Set<Axis> = [.threads, .cpus, .node, .memory]
}

/// How set bits are spread over a mask.
package enum Pattern: String, CaseIterable, Sendable {
  /// Each byte is drawn by itself.
  case random
  /// Changed bytes come in runs of 32.
  case runs
}

/// What one worker is asked to prepare: one cell's values and the
/// worker's place among its siblings.
package struct WorkRequest: Sendable, Hashable {
  /// The kernel backend by name, where the workload has that axis.
  package var backend = "scalar"
  /// The page allocator by name, where the workload has that axis.
  package var allocator = "heap"
  /// Bytes in a page.
  package var pageByteCount = 4096
  /// Bytes of page data this worker works on; a replay repeats itself over copies to reach it.
  package var workingSetByteCount = 4096
  /// Bytes a generated delta spans.
  package var deltaByteCount = 128
  /// The share of bytes that change, 0 to 1.
  package var density = 0.5
  /// How the changed bytes are spread.
  package var pattern = Pattern.random
  /// Workers in the cell, and which of them this is. Where they run and their memory lies is
  /// settled on their threads before they prepare anything.
  package var workerCount = 1
  package var worker = 0
  /// The trace file, where the workload needs one.
  package var trace: String?
  /// A folder on the file system under test, for work that writes files; removed by the runner.
  package var scratch: String?
  /// Where every random choice of the work comes from.
  package var seed: UInt64 = 1

  /// The defaults; set what differs.
  package init() {}
}

/// Why work could not be prepared.
package enum WorkError: KindedError {
  /// This machine can't run the cell: a stable reason code of the results schema and a sentence.
  case unavailable(code: String, reason: String)
  /// The request makes no sense, or its input is missing, foreign or malformed.
  case invalidInput(String)
  /// The file system or memory refused.
  case environment(String)

  package var kind: ErrorKind {
    switch self {
    case .invalidInput: .input
    case .unavailable, .environment: .environment
    }
  }

  package var description: String {
    switch self {
    case .unavailable(_, let reason), .invalidInput(let reason), .environment(let reason): reason
    }
  }
}
