public import StateBus

/// A commit as comparable values: all of its content, with sources by name.
public struct PlainCommit: Equatable {
  /// A delta's values.
  public struct Row: Equatable {
    let header: DeltaHeader
    let source: [UInt8]?
    let form: DeltaForm
    let count: Int
    let mask: [UInt64]
    let payload: [UInt8]
  }

  let creations: [Commit.Creation]
  let metadata: [Commit.MetadataChange]
  let rows: [Row]
  let removals: [PageID]
  let policy: EpochPolicy
  let extras: CommitExtras

  /// The values of a commit.
  public init(_ commit: Commit) {
    creations = commit.creations
    metadata = commit.metadata
    removals = commit.removals
    policy = commit.policy
    extras = commit.extras
    let deltas = commit.deltas
    rows = (0..<deltas.count).map { index in
      let extent = deltas.extents[index]
      var header = deltas.header(index)
      let source = commit.sources.name(of: header.source)
      header.source = .unnamed
      let payload = extent.payloadStart..<extent.payloadStart + Int(extent.payloadCount)
      return Row(
        header: header, source: source, form: extent.form, count: Int(extent.count),
        mask: Array(deltas.maskWords[extent.maskStart..<extent.maskStart + extent.wordCount]),
        payload: Array(deltas.payload[payload]))
    }
  }
}
