/// Who made a delta: an index into a table of names.
public struct Source: Hashable, Sendable {
  /// The index; 0 is the unnamed source, which every table has.
  public let index: UInt32

  /// Nobody in particular.
  public static let unnamed = Source(index: 0)

  /// A source by its place in its table.
  public init(index: UInt32) { self.index = index }
}
