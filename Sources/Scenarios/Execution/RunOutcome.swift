package import Counters
package import Measure

/// The outcome of a run.
package struct RunOutcome: Sendable {
  /// The numbers of cells by their status.
  package struct Counts: Sendable, Equatable {
    /// Proved and timed.
    package var measured = 0
    /// Proved; in a verifying run these count as measured.
    package var verified = 0
    /// State or executed variant differs from the expected one.
    package var mismatched = 0
    /// Could not be prepared, run or placed.
    package var failed = 0
    /// Not possible on this machine.
    package var unavailable = 0
    /// Left out by the budget or an interruption.
    package var skipped = 0

    /// Makes counts of zero.
    package init() {}
  }

  /// All rows that the caller received during the run, behind those of its earlier part.
  package var rows = ResultRows()
  /// The numbers of cells by their status.
  package var counts = Counts()
  /// One sentence for each different problem, in order of appearance.
  package var problems: [String] = []
  /// Nanoseconds that reading counters at both edges of a batch takes, by source of counts.
  package var counterReadCosts: [CounterSource: Double] = [:]
  /// The refusal of the caller to take a group's rows, which ended the run.
  package var refusal: ResultError?
  /// The ends of the rounds, for a run until intervals are narrow.
  package var roundsEndings: [RoundsEnding] = []
  /// Whether the run was interrupted.
  package var isInterrupted = false
  /// Whether an input was missing, foreign or malformed; whether the environment refused.
  package var hasInvalidInput = false
  package var hasUnfitEnvironment = false

  /// Makes the outcome of a run before its first group.
  package init() {}

  /// The exit code that this outcome alone asks for.
  package var exitCode: Int32 {
    if counts.mismatched > 0 { return 3 }
    if refusal != nil { return 5 }
    if isInterrupted { return 130 }
    if hasInvalidInput { return 2 }
    if hasUnfitEnvironment || counts.measured + counts.verified == 0 { return 5 }
    return counts.failed > 0 ? 5 : 0
  }
}
