package import Counters
package import Measure

/// The command's choices about one execution of a plan.
package struct RunOptions: Sendable {
  /// The steps that a run takes with each cell.
  package enum Mode: Sendable {
    /// Prove, time, prove again.
    case measure
    /// Prove only.
    case verify
  }

  /// Starts a process for the group of a cell's id, as the launch of a number; `scratch` is a
  /// folder for it, and `seconds` its estimate.
  package typealias Launch =
    @Sendable (
      _ group: String, _ number: Int, _ scratch: String, _ seconds: Double
    ) throws(WorkError) -> WorkerMeasurement

  /// Whether cells are timed.
  package var mode = Mode.measure
  /// The columns that are the same in every row of the run: run, host, build, phase.
  package var keys = CellKeys()
  /// The folder in which work that writes files gets a scratch folder; it is removed afterwards.
  package var scratchParent = "."
  /// The rows of an earlier part of the run; groups whose cells all have rows there aren't run.
  package var earlier = ResultRows()
  /// The memory that the process may take, nil where nothing is known to limit it.
  package var memoryLimitByteCount: Int?
  /// The way to empty a worker's caches, for a scenario with cold caches; called on the worker.
  package var chill: @Sendable (CacheChill.Request) throws(WorkError) -> CacheChill =
    CacheChill.forThread
  /// The ways to count on this machine; nil where no counts are wanted.
  package var counters: CounterLadder?
  /// The reason why rows lack hardware counters; empty where none were requested.
  package var counterReasonCode = ""
  /// Has a fresh process measure one group; needed where the plan has several launches.
  package var launch: Launch?
  /// The number of this process among the launches of a group.
  package var launchNumber = 0
  /// The other side of a proof, as rows name it.
  package var oracle = "reference"

  /// The defaults; set what differs.
  package init() {}
}
