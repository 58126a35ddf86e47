package import Counters
package import Measure

/// What the command decides about one execution of a plan.
package struct RunOptions: Sendable {
  /// What a run does with each cell.
  package enum Mode: Sendable {
    /// Prove, time, prove again.
    case measure
    /// Prove only.
    case verify
  }

  /// Whether cells are timed.
  package var mode = Mode.measure
  /// The columns that are the same in every row of the run: run, host, build, phase.
  package var keys = CellKeys()
  /// The folder in which work that writes files gets a scratch folder; it is removed afterwards.
  package var scratchParent = "."
  /// The memory that the process may use, nil where nothing limits it.
  package var memoryLimitByteCount: Int?
  /// How a worker's caches are emptied, where a scenario wants them cold; called on the worker.
  package var chill: @Sendable (CacheChill.Request) throws(WorkError) -> CacheChill =
    CacheChill.forThread
  /// The ways to count on this machine; nil where nothing is to be counted.
  package var counters: CounterLadder?
  /// Why rows have no hardware counters; empty where nobody asked.
  package var counterReasonCode = ""
  /// What proofs compare with, as rows name it.
  package var oracle = "reference"

  /// The defaults; set what differs.
  package init() {}
}

/// How far a run is.
package struct Progress: Sendable {
  /// Cells that are done, measured or not, and all cells of the plan.
  package var doneCells: Int
  package var totalCells: Int
  /// The cell or the group being worked on.
  package var current: String
  /// Estimated from the time used so far; nil while nothing is known.
  package var remainingSeconds: Double?
}

/// What became of a run.
package struct RunOutcome: Sendable {
  /// How many cells ended in which way.
  package struct Counts: Sendable, Equatable {
    /// Proved and timed.
    package var measured = 0
    /// Proved; in a verifying run these count as measured.
    package var verified = 0
    /// State or executed variant differs from what was asked.
    package var mismatched = 0
    /// Could not be prepared, run or placed.
    package var failed = 0
    /// Not possible on this machine.
    package var unavailable = 0
    /// Left out by the budget or an interruption.
    package var skipped = 0

    /// None.
    package init() {}
  }

  /// All rows, as they were handed on while the run lasted.
  package var rows = ResultRows()
  /// How the cells ended.
  package var counts = Counts()
  /// One sentence for each different thing that went wrong, in the order met.
  package var problems: [String] = []
  /// Nanoseconds that reading counters at both edges of a batch takes, by who counts.
  package var counterReadCosts: [CounterSource: Double] = [:]
  /// Whether the run was told to stop.
  package var isInterrupted = false
  /// Whether an input was missing, foreign or malformed; whether the environment refused.
  package var hasInvalidInput = false
  package var hasUnfitEnvironment = false

  /// Nothing yet.
  package init() {}

  /// The exit code that this outcome alone asks for.
  package var exitCode: Int32 {
    if counts.mismatched > 0 { return 3 }
    if isInterrupted { return 130 }
    if hasInvalidInput { return 2 }
    if hasUnfitEnvironment || counts.measured + counts.verified == 0 { return 5 }
    return counts.failed > 0 ? 5 : 0
  }
}
