/// A page's metadata: an ordered list of named byte strings, each name once.
///
/// Names are told apart by their bytes. A value: a copy never shares storage that a change could
/// show through. Finding, adding and replacing an entry take constant time; `entries` and `blob`
/// take time in proportion to what they hold.
///
///     var metadata = Metadata()
///     try metadata.insert(Array("4096".utf8), for: "block size")
public struct Metadata: Sendable {
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

    /// Compares the bytes of names and values: names that only look the same are two.
    public static func == (left: Self, right: Self) -> Bool {
      left.value == right.value && left.key.utf8.elementsEqual(right.key.utf8)
    }
  }

  /// The bytes that the blob of all entries takes; less than 4 GiB, as its lengths have 32 bits.
  public private(set) var blobByteCount = 0
  /// The entries in order of insertion, with gaps where one was replaced.
  private var places: [Entry?] = []
  /// Where each name's entry stands.
  private var indexes: [[UInt8]: Int] = [:]

  /// No entries.
  public init() {}

  /// The number of entries.
  public var count: Int { indexes.count }
  /// Whether there are none.
  public var isEmpty: Bool { indexes.isEmpty }
  /// The entries in order of insertion.
  public var entries: [Entry] { places.compactMap(\.self) }

  /// The value of a name, nil if it has none.
  public subscript(key: String) -> [UInt8]? {
    indexes[Array(key.utf8)].flatMap { places[$0]?.value }
  }

  /// Sets a value; a name that exists already moves to the end.
  ///
  /// Entries that would take 4 GiB together throw `metadataTooLarge`, and nothing changes.
  public mutating func insert(_ value: [UInt8], for key: String) throws(PageError) {
    let name = Array(key.utf8)
    let index = indexes[name]
    let replaced = index.flatMap { places[$0] }.map { 8 + name.count + $0.value.count } ?? 0
    let byteCount = max(blobByteCount, 4) - replaced + 8 + name.count + value.count
    guard UInt32(exactly: byteCount) != nil else {
      throw .metadataTooLarge(byteCount: byteCount)
    }
    blobByteCount = byteCount
    if let index { places[index] = nil }
    indexes[name] = places.count
    places.append(Entry(key: key, value: value))
    if places.count > 2 * indexes.count + 8 { closeGaps() }
  }

  private mutating func closeGaps() {
    places.removeAll { $0 == nil }
    for (index, entry) in places.enumerated() {
      if let entry { indexes[Array(entry.key.utf8)] = index }
    }
  }
}

extension Metadata: Equatable {
  /// Compares the entries and their order.
  public static func == (left: Self, right: Self) -> Bool {
    left.blobByteCount == right.blobByteCount && left.entries == right.entries
  }
}
