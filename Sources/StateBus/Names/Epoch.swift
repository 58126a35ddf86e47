/// How often a page has changed: a 64-bit count of its own for every page, which never decreases.
public struct Epoch: Hashable, Comparable, Sendable, CustomStringConvertible {
  /// The count itself.
  public let rawValue: UInt64

  /// A page that no delta has touched.
  public static let zero = Epoch(0)

  /// The epoch of that count.
  public init(_ rawValue: UInt64) { self.rawValue = rawValue }

  /// Orders by count.
  public static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }

  /// The epoch after this one. At one update a nanosecond, 64 bits last
  /// 584 years; beyond is a trap.
  public var next: Epoch { Epoch(rawValue + 1) }

  /// The count in decimal.
  public var description: String { String(rawValue) }
}
