/// The version of one page: a 64-bit count that each delta on the page sets.
///
/// Under `EpochPolicy.monotone` the epoch of a page never decreases.
///
/// ```swift
/// let current = try bus.pages.info(of: PageID(7)).epoch
/// guard let next = current.next else { return }
/// let header = DeltaHeader(id: DeltaID(1), page: PageID(7), epoch: next)
/// ```
public struct Epoch: Hashable, Comparable, Sendable, CustomStringConvertible {
  /// The count itself.
  public let rawValue: UInt64

  /// The epoch of a new page.
  public static let zero = Epoch(0)

  /// The epoch of that count.
  public init(_ rawValue: UInt64) { self.rawValue = rawValue }

  /// Orders by count.
  public static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }

  /// The epoch after this one, nil after the last: epochs never begin again at zero.
  ///
  /// A page reaches the last epoch in 584 years at one update a nanosecond, or by a file's claim.
  public var next: Epoch? { rawValue == .max ? nil : Epoch(rawValue + 1) }

  /// The count in decimal.
  public var description: String { String(rawValue) }
}
