package import Counters
package import Measure

/// The outcome of a run.
package struct RunOutcome: Sendable {
  /// The numbers of cells by their ends.
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
  /// The cells by their ends.
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
