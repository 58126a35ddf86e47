/// The result of a replay, with every commit that was refused counted.
public struct ReplayReport: Equatable, Sendable {
  /// A commit that the store refused, and the reason.
  public struct Failure: Equatable, Sendable {
    /// The commit's number in this replay, from 0.
    public let commit: Int
    /// The store's error.
    public let error: CommitError
  }

  /// Commits read, including refused ones.
  public internal(set) var commitCount = 0
  /// Deltas of the commits that were applied.
  public internal(set) var deltaCount = 0
  /// The first `failureLimit` commits that the store refused, in order.
  public internal(set) var failures: [Failure] = []
  /// The count of all commits that the store refused.
  public internal(set) var failureCount = 0
  /// The log's end; `torn` and `damaged` give place and fault.
  public internal(set) var tail = LogTail.open
  /// Bytes of the file up to the end of its last whole commit, or of the close record behind it.
  public internal(set) var validByteCount = 0

  /// Whether every commit was applied and every byte of the file is accounted for.
  public var isComplete: Bool { failureCount == 0 && tail.isWhole }

  /// The maximum of failures that are kept with their reasons.
  public static let failureLimit = 100

  init() {}
}
