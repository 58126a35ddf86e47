/// A page's metadata: an ordered list of named byte strings, each name once.
///
/// A value: a copy never shares storage that a change could show through. Lookup and insertion are
/// linear in the number of entries.
public struct Metadata: Equatable, Sendable {
  /// One named value.
  public struct Entry: Equatable, Sendable {
    /// The name.
    public let key: String
    /// The bytes.
    public let value: [UInt8]

    /// Names a value.
    public init(key: String, value: [UInt8]) {
      self.key = key
      self.value = value
    }
  }

  /// The entries in order of insertion.
  public private(set) var entries: [Entry] = []

  /// No entries.
  public init() {}

  /// The value of a name, nil if it has none.
  public subscript(key: String) -> [UInt8]? { entries.first { $0.key == key }?.value }

  /// Sets a value; a name that exists already moves to the end.
  public mutating func insert(_ value: [UInt8], for key: String) {
    entries.removeAll { $0.key == key }
    entries.append(Entry(key: key, value: value))
  }
}
