public import Support

/// A file that holds more than its reader's caller allows.
public struct ReadLimitError: KindedError, Equatable, Sendable {
  /// The limits of `ReadLimits`.
  public enum Limit: String, Equatable, Sendable, CaseIterable {
    case page, record, commit, state
  }

  /// The limit that was exceeded.
  public let limit: Limit
  /// Bytes that were found.
  public let found: Int
  /// Bytes that the caller allows.
  public let allowed: Int

  /// Describes what was exceeded.
  public init(_ limit: Limit, found: Int, limit allowed: Int) {
    self.limit = limit
    self.found = found
    self.allowed = allowed
  }

  /// The kind, for the way out: another input, or a higher limit.
  public var kind: ErrorKind { .input }

  /// One sentence with the facts and the way out.
  public var description: String {
    "a \(limit.rawValue) of \(found) bytes is more than the \(allowed) that the reader allows: "
      + "--max-\(limit.rawValue) raises it"
  }
}
