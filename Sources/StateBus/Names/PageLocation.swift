/// The declared location of a page's bytes; the raw value is the location's tag in files.
public enum PageLocation: Int32, Hashable, Comparable, Sendable, CaseIterable {
  /// Host memory.
  case cpu = 0
  /// Memory of a GPU.
  case gpu = 1
  /// Memory that host and GPU both address.
  case unified = 2

  /// Reads a tag from a file; any number but 0, 1 and 2 throws `invalidLocation`.
  public init(tag: Int32) throws(PageError) {
    guard let location = Self(rawValue: tag) else { throw .invalidLocation(tag) }
    self = location
  }

  /// Orders by tag.
  public static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}
