internal import Machine
package import Measure

/// The full description of one axis.
///
/// Adding an axis is a case of `Axis`, a row of `all`, and a line in docs/formats/scenario.md. The
/// reader of scenarios, the command line, cell ids, requests and the columns of results follow.
package struct AxisRow: Sendable {
  /// The key in scenarios and on the command line.
  package let axis: Axis
  /// The columns of results that hold the value.
  package let columns: [String]
  /// The values in words, for messages and lists.
  let allowed: @Sendable (Catalogue) -> String
  /// The value that a number means; nil where the axis has no such value.
  var number: @Sendable (Double) -> AxisValue? = { _ in nil }
  /// The value that a word means; nil where the axis has no such value.
  var word: @Sendable (String, Catalogue) -> AxisValue? = { _, _ in nil }
  /// The label of a value in a cell's id.
  var label: @Sendable (AxisValue) -> String = { $0.text }
  /// The values that a value stands for on a machine, one for each cell. The original value among
  /// them stands for values that this machine lacks.
  var expanded: @Sendable (AxisValue, Topology) -> [AxisValue] = { value, _ in [value] }
  /// Adds a value to the request; answers the reason why this machine can't have the value.
  var ask: @Sendable (AxisValue, inout CellRequest) -> Obstacle?
  /// The values that this machine has in place of one that it lacks, in words; nil for all others.
  var alternatives: @Sendable (AxisValue, Topology) -> String? = { _, _ in nil }
  /// Writes the requested value into its columns. The columns of the placement axes are written
  /// when the workers have their places.
  var describe: @Sendable (WorkRequest, inout CellKeys) -> Void = { _, _ in }
  /// The value that the columns hold, as the command line takes it; nil or empty for none.
  let text: @Sendable (CellKeys) -> String?
}

/// A cell's request while its values are being added.
struct CellRequest {
  let topology: Topology
  let catalogue: Catalogue
  var work = WorkRequest()
  var placement = PlacementRequest()
}

extension Axis {
  /// The row of this axis.
  var row: AxisRow {
    guard let row = Self.rows[self] else { preconditionFailure("every axis has a row") }
    return row
  }

  private static let rows = Dictionary(uniqueKeysWithValues: AxisRow.all.map { ($0.axis, $0) })

  /// The values in words, for messages and lists.
  package func allowed(_ catalogue: Catalogue) -> String { row.allowed(catalogue) }

  /// Reads the command line's form of a value, in which numbers and words look alike; nil where the
  /// axis has no such value.
  package func value(_ text: String, _ catalogue: Catalogue) -> AxisValue? {
    let isNumber = text.first.map { $0.isASCII && $0.isNumber } ?? false
    let number = isNumber ? Double(text).flatMap(row.number) : nil
    return number ?? row.word(text, catalogue)
  }
}

extension CellKeys {
  /// The value of an axis that the columns were described from, as `--axis` takes it; nil for none.
  package func value(of axis: Axis) -> String? {
    axis.row.text(self).flatMap { $0.isEmpty ? nil : $0 }
  }
}

extension AxisValue {
  /// Whether a cell's id names this value of an axis.
  package func isNamed(in cellID: String, as axis: Axis) -> Bool {
    ".\(cellID).".contains(".\(axis.row.label(self)).")
  }
}
