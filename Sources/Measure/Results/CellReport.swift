package import Support

/// What the runner knows of one cell, besides its samples.
package struct CellReport: Sendable {
  /// The key columns. The executed backend and allocator and the operation's name are taken from
  /// `facts`; the working set too where the keys name none.
  package var keys: CellKeys
  /// What the prepared work said of itself.
  package var facts: WorkFacts
  /// Anything but `ok` withholds every number.
  package var status = RowStatus.ok
  /// Why the status is not ok, in a stable lower-case word.
  package var reasonCode = ""
  /// Whether the state was proved before and after timing, by comparing with what.
  package var verified: Bool?
  package var oracle = ""
  package var digest: Digest?
  /// How many operations the proof covered.
  package var verifiedOperationCount: Int?
  /// How cold the caches were before its batches; nil for warm ones.
  package var cacheProbe: CacheProbe?
  /// What the counter launches said; empty where there were none.
  package var counters: [CounterLaunch] = []
  /// Why there are no hardware counters, empty where the question wasn't asked.
  package var counterReasonCode = ""
  /// The share of the cell's sampled pages that lie where they were asked for, and why there is
  /// none; nil and empty where nothing was asked.
  package var memoryResidency: Double?
  package var residencyReasonCode = ""
  /// Workers on a core that another of them is on too.
  package var workersSharingACore = 0
  /// The sibling to compare with, nil for none; a cell is never compared with itself.
  package var baselineCellID: String?

  /// Describes a cell; its contestant's id is `keys.cellID`.
  package init(keys: CellKeys, facts: WorkFacts) {
    self.keys = keys
    self.facts = facts
  }

  /// The keys with what really ran.
  var executedKeys: CellKeys {
    var result = keys
    result.backendExecuted = facts.backendExecuted
    result.allocatorExecuted = facts.allocatorExecuted
    if result.operation.isEmpty { result.operation = facts.operation }
    if result.workingSetByteCount == nil, facts.workingSetByteCount > 0 {
      result.workingSetByteCount = facts.workingSetByteCount
    }
    return result
  }
}

/// A reference that took part in the contest.
package struct ReferenceReport: Sendable {
  /// The contestant's id.
  package let contestantID: String
  /// In snake case: "copy_avx512".
  package let name: String
  package let isCeiling: Bool
  /// The keys of a cell that it does the work of.
  package let keys: CellKeys
  /// That cell's facts: how much work one iteration is.
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

  /// The keys of the reference's own rows: no backend or allocator of ours ran.
  var ownKeys: CellKeys {
    var result = CellReport(keys: keys, facts: facts).executedKeys
    result.variant = CellKeys.referenceVariant(name)
    result.cellID = ""
    result.backendRequested = ""
    result.backendExecuted = ""
    result.allocatorRequested = ""
    result.allocatorExecuted = ""
    return result
  }
}
