package import Support

/// The runner's knowledge of one cell, besides its samples.
package struct CellReport: Sendable {
  /// The key columns. The executed backend and allocator and the operation's name are taken from
  /// `facts`; the working set too where the keys name none.
  package var keys: CellKeys
  /// The prepared work's own statement.
  package var facts: WorkFacts
  /// Anything but `ok` withholds every number.
  package var status = RowStatus.ok
  /// The reason why the status is not ok, in a stable lower-case word.
  package var reasonCode = ""
  /// Whether the state was proved before and after timing, by comparing with what.
  package var verified: Bool?
  package var oracle = ""
  package var digest: Digest?
  /// The number of operations that the proof covered.
  package var verifiedOperationCount: Int?
  /// The proof that the caches were cold before its batches; nil for warm ones.
  package var cacheProbe: CacheProbe?
  /// The counter launches; empty where there were none.
  package var counters: [CounterLaunch] = []
  /// The reason why there are no hardware counters, empty where the question wasn't asked.
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
