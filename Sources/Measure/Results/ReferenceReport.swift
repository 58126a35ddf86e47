/// A reference that took part in the contest.
package struct ReferenceReport: Sendable {
  /// The contestant's id.
  package let contestantID: String
  /// In snake case: "copy_avx512".
  package let name: String
  package let isCeiling: Bool
  /// The keys of a cell whose work the reference does.
  package let keys: CellKeys
  /// That cell's facts, with the amount of work in one iteration.
  package let facts: WorkFacts

  /// Describes a reference by the cell whose work it does.
  package init(
    contestantID: String, name: String, isCeiling: Bool, keys: CellKeys, facts: WorkFacts
  ) {
    self.contestantID = contestantID
    self.name = name
    self.isCeiling = isCeiling
    self.keys = keys
    self.facts = facts
  }

  /// The keys of the reference's own rows, without a backend or an allocator, since neither ran.
  var ownKeys: CellKeys {
    var result = CellReport(keys: keys, facts: facts).executedKeys
    result.variant = CellKeys.referenceVariant(name)
    result.cellID = ""
    result.cellHash = ""
    result.backendRequested = ""
    result.backendExecuted = ""
    result.allocatorRequested = ""
    result.allocatorExecuted = ""
    return result
  }
}
