/// What a replay did; every change it could not make is in it.
public struct ReplayReport: Equatable, Sendable {
  /// A commit that the store refused, and why.
  public struct Failure: Equatable, Sendable {
    /// The commit's number in the log, from 0.
    public let commit: Int
    /// What the store said.
    public let error: CommitError
  }

  /// Commits read, those refused included.
  public internal(set) var commitCount = 0
  /// Deltas of the commits that were applied.
  public internal(set) var deltaCount = 0
  /// The first commits that the store refused, whole, in order.
  public internal(set) var failures: [Failure] = []
  /// All commits that the store refused.
  public internal(set) var failureCount = 0
  /// How the log ends; torn and damaged say where and why.
  public internal(set) var tail = LogTail.open
  /// Bytes of the log that were replayed.
  public internal(set) var validByteCount = 0

  /// Whether everything in the file was applied.
  public var isComplete: Bool { failureCount == 0 && tail.isWhole }

  /// How many failures are kept with their reasons.
  public static let failureLimit = 100

  init() {}
}
