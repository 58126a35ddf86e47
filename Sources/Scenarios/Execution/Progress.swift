/// The progress of a run.
package struct Progress: Sendable {
  /// Cells that are done, measured or not, and all cells of the plan.
  package var doneCells: Int
  package var totalCells: Int
  /// The cell or the group being worked on.
  package var current: String
  /// Estimated from the time used so far; nil while nothing is known.
  package var remainingSeconds: Double?
}
