/// A place in the order of commits: the later of two commits has the greater position.
///
/// With a log, a position counts the bytes of the whole log before the end of the commit; without
/// a log, the commits so far.
public struct CommitPosition: Hashable, Comparable, Sendable, CustomStringConvertible {
  /// The number itself.
  public let rawValue: UInt64

  /// The position before every commit.
  public static let zero = CommitPosition(0)

  /// The position of that number.
  public init(_ rawValue: UInt64) { self.rawValue = rawValue }

  /// Orders by number.
  public static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }

  /// The number in decimal.
  public var description: String { String(rawValue) }
}
