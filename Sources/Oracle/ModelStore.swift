/// The reference model of the engine's state: pages in a dictionary, one byte at a time.
///
/// The model is slow and obvious on purpose and stays so, because every check compares with it.
public struct ModelStore: Equatable, Sendable {
  /// One page.
  public struct Page: Equatable, Sendable {
    /// The bytes of the page.
    public var bytes: [UInt8]
    /// One flag for each byte, set once a delta has written the byte.
    public var written: [Bool]
    /// The epoch of the last delta applied, 0 before the first.
    public var epoch: UInt64 = 0
    /// The metadata blob.
    public var metadata: [UInt8] = []
  }

  /// The pages by id.
  public private(set) var pages: [UInt64: Page] = [:]

  /// Makes a store without pages.
  public init() {}

  /// Makes a page of zero bytes.
  public mutating func create(_ id: UInt64, byteCount: Int) {
    let bytes = [UInt8](repeating: 0, count: byteCount)
    pages[id] = Page(bytes: bytes, written: bytes.map { _ in false })
  }

  /// Removes a page.
  public mutating func remove(_ id: UInt64) { pages[id] = nil }

  /// Replaces a page's metadata blob.
  public mutating func setMetadata(_ blob: [UInt8], of id: UInt64) { pages[id]?.metadata = blob }

  /// Applies one delta: `mask` has a flag for each byte from `offset` on, and `payload` has a byte
  /// for each flag or, when sparse, for each set flag.
  public mutating func apply(
    page id: UInt64, epoch: UInt64, offset: Int, mask: [Bool], payload: [UInt8], isSparse: Bool
  ) {
    guard var page = pages[id] else { return }
    pages[id] = nil
    var next = 0
    for (index, isSet) in mask.enumerated() {
      if isSet {
        page.bytes[offset + index] = isSparse ? payload[next] : payload[index]
        page.written[offset + index] = true
        next += 1
      }
    }
    page.epoch = epoch
    pages[id] = page
  }

  /// The state as bytes, as `docs/measuring.md` defines for digests: for each page in the order of
  /// ids, the id, the size and the epoch (64 bits each, little-endian), then the bytes.
  public var dataBytes: [UInt8] {
    var all: [UInt8] = []
    for (id, page) in pages.sorted(by: { $0.key < $1.key }) {
      for word in [id, UInt64(page.bytes.count), page.epoch] {
        for shift in 0..<8 { all.append(UInt8(truncatingIfNeeded: word >> UInt64(8 * shift))) }
      }
      all += page.bytes
    }
    return all
  }
}
