/// The name of a page: any 64-bit number, zero included.
public struct PageID: Hashable, Comparable, Sendable, CustomStringConvertible {
  /// The number itself.
  public let rawValue: UInt64

  /// Names a page.
  public init(_ rawValue: UInt64) { self.rawValue = rawValue }

  /// Orders by number.
  public static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }

  /// The number in decimal.
  public var description: String { String(rawValue) }
}
