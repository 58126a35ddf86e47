/// The acknowledgement of a commit: where it ends, and the pages that it touched.
public struct Applied: Equatable, Sendable {
  /// The end of the commit, which `StateBus.durable(upTo:)` takes.
  public internal(set) var position = CommitPosition.zero
  /// The pages that it made, changed or removed, each once, in the order of their first change.
  public internal(set) var touched: [PageID] = []

  /// An acknowledgement to be filled by `StateBus.commit(_:into:)`, which keeps its memory.
  public init() {}
}
