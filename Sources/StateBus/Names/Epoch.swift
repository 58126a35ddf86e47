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

  /// The epoch after this one, nil after the last: epochs never begin again at zero. A page comes
  /// there in 584 years at one update a nanosecond, or by a file that says so.
  public var next: Epoch? { rawValue == .max ? nil : Epoch(rawValue + 1) }

  /// The count in decimal.
  public var description: String { String(rawValue) }
}
