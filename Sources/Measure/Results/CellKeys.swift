/// The cell and the run that a row describes: the columns that all three files begin with.
///
/// Empty text and nil become empty fields. Together the columns suffice to run the cell again.
package struct CellKeys: Sendable, Hashable {
  /// The version of these columns; they are only ever appended.
  package static let currentSchema = "1.2"

  package var schemaVersion = CellKeys.currentSchema
  package var runID = ""
  package var startedUTC = ""
  /// A hash of CPU model, caches and memory; never a name.
  package var hostID = ""
  package var gitRevision = ""
  package var gitDirty: Bool?
  package var buildID = ""
  package var scenario = ""
  package var scenarioHash = ""
  package var phase = Phase.measure
  package var cellID = ""
  /// `cell`, `canary`, `counters` or `reference:<name>`.
  package var variant = CellKeys.cellVariant
  package var backendRequested = ""
  package var backendExecuted = ""
  package var allocatorRequested = ""
  package var allocatorExecuted = ""
  package var threads: Int?
  package var cpuPolicy = ""
  package var cpuList = ""
  package var cpuNode: Int?
  package var memoryPolicy = ""
  package var memoryNode: Int?
  package var pageByteCount: Int?
  package var workingSetByteCount: Int?
  package var seed: UInt64?
  /// The `p_` columns: the scenario's other parameters.
  package var workload = ""
  package var trace = ""
  package var density: Double?
  package var pattern = ""
  package var deltaByteCount: Int?
  package var operation = ""
  /// "warm" or "cold".
  package var cache = ""
  /// A hash of all that changes the cell's work: two rows of one hash and one host are comparable.
  package var cellHash = ""
  /// The rows of one group were timed side by side: its first cell's id, and the part's number.
  package var group = ""

  /// All empty; set what applies.
  package init() {}

  package static let cellVariant = "cell"
  package static let canaryVariant = "canary"
  /// The variant of rows about the counters as a whole.
  package static let countersVariant = "counters"

  /// The variant of a reference's rows.
  package static func referenceVariant(_ name: String) -> String { "reference:" + name }

  /// The reference's name, nil for other variants.
  package var referenceName: String? {
    variant.hasPrefix("reference:") ? String(variant.dropFirst("reference:".count)) : nil
  }
}

/// The kind of run that made a row.
package enum Phase: String, CaseIterable, ResultValue {
  case measure, verify, inject, fuzz, compare
}
