package import Machine
package import Measure

/// One point of a scenario's matrix: a kind of work with a value on each axis.
package struct Cell: Sendable {
  /// Short, stable and unique within the scenario; `mmsb rerun` takes it.
  package let id: String
  /// The kind of work by name.
  package let workload: String
  /// The value of each axis that the scenario states and the work has.
  package let values: [Axis: AxisValue]
  /// The request to its workers, except for worker, trace and scratch folder.
  package let request: WorkRequest
  /// The places that its workers and their memory are to have.
  package let placement: PlacementRequest
  /// Whether the scenario's baseline names it, so that its siblings are compared with it.
  package let isBaseline: Bool
  /// The reason why the cell gets no number here; nil where the cell can run.
  package let obstacle: Obstacle?
}

/// Cells that differ only in what the baseline names, and so are timed side by side.
package struct SiblingGroup: Sendable {
  /// The baseline first, if there is one, then the others in the matrix's order.
  package let cells: [Cell]

  /// The cells that this machine can run.
  package var runnable: [Cell] { cells.filter { $0.obstacle == nil } }
}
