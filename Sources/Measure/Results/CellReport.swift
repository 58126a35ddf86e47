package import Support

/// The runner's knowledge of one cell, besides its samples.
package struct CellReport: Sendable {
  /// The key columns. The executed backend and allocator and the operation's name are taken from
  /// `facts`; so is the working set where the keys name none.
  package var keys: CellKeys
  /// The prepared work's own statement.
  package var facts: WorkFacts
  /// Anything but `ok` withholds every number.
  package var status = RowStatus.ok
  /// The reason why the status is not ok, in a stable lower-case word.
  package var reasonCode = ""
  /// Whether the state was proved before and after timing, the oracle that it was compared with,
  /// and its digest.
  package var verified: Bool?
  package var oracle = ""
  package var digest: Digest?
  /// The number of operations that the proof covered.
  package var verifiedOperationCount: Int?
  /// The probe of the emptied caches, taken after the cell's batches; nil for warm caches.
  package var cacheProbe: CacheProbe?
  /// The times of single operations; nil where they weren't taken.
  package var latencies: LatencyHistogram?
  /// The counter launches; empty for none.
  package var counters: [CounterLaunch] = []
  /// The reason why hardware counters are missing; empty where none were requested.
  package var counterReasonCode = ""
  /// The share of the cell's sampled pages that lie on the requested nodes, and the reason why no
  /// share is known; nil and empty without a request.
  package var memoryResidency: Double?
  package var residencyReasonCode = ""
  /// The number of workers that share a core with another worker.
  package var workersSharingACore = 0
  /// The sibling to compare with, nil for none; a cell is never compared with itself.
  package var baselineCellID: String?

  /// Describes a cell; its contestant's id is `keys.cellID`.
  package init(keys: CellKeys, facts: WorkFacts) {
    self.keys = keys
    self.facts = facts
  }

  /// The keys with the variants that ran.
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
