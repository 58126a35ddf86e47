/// The maker of a delta: an index into a table of names.
public struct Source: Hashable, Comparable, Sendable {
  /// The index; 0 is the unnamed source, which every table has.
  public let index: UInt32

  /// The source without a name.
  public static let unnamed = Source(index: 0)

  /// A source by its place in its table.
  public init(index: UInt32) { self.index = index }

  /// Orders by place in the table.
  public static func < (left: Self, right: Self) -> Bool { left.index < right.index }
}
