/// The acknowledgement of a commit: its end position, and the pages that it touched.
///
/// ```swift
/// var applied = Applied()
/// try bus.commit(commit, into: &applied)
/// try bus.durable(upTo: applied.position)
/// ```
public struct Applied: Equatable, Sendable {
  /// The end of the commit, which `StateBus.durable(upTo:)` takes.
  public internal(set) var position = CommitPosition.zero
  /// The pages that the commit made, changed or removed, each once, in order of first change.
  public internal(set) var touched: [PageID] = []

  /// An empty acknowledgement for `StateBus.commit(_:into:)`, which reuses its memory.
  public init() {}
}
