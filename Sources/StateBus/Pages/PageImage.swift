/// All of a page as a value.
public struct PageImage: Equatable, Sendable {
  /// Its name.
  public var id: PageID
  /// Where its bytes live.
  public var location: PageLocation
  /// How often it has changed.
  public var epoch: Epoch
  /// Its metadata.
  public var metadata: Metadata
  /// Its bytes.
  public var bytes: [UInt8]
  /// One bit for every byte that some delta has written, least significant first.
  public var written: [UInt64]

  /// Describes a page; no written mask means that nothing has been written.
  public init(
    id: PageID, location: PageLocation = .cpu, epoch: Epoch = .zero,
    metadata: Metadata = Metadata(), bytes: [UInt8], written: [UInt64]? = nil
  ) {
    self.id = id
    self.location = location
    self.epoch = epoch
    self.metadata = metadata
    self.bytes = bytes
    self.written = written ?? [UInt64](repeating: 0, count: (bytes.count + 63) / 64)
  }

  /// Throws if the mask does not fit the bytes.
  func check() throws(PageError) {
    let words = (bytes.count + 63) / 64
    let stray = bytes.count % 64 != 0 && (written.last ?? 0) >> UInt64(bytes.count % 64) != 0
    guard written.count == words, !stray else {
      throw .imageMismatch(id, size: bytes.count, found: written.count * 64)
    }
  }
}

/// What a page is, without its bytes.
public struct PageInfo: Equatable, Sendable {
  /// Its name.
  public let id: PageID
  /// Its bytes.
  public let byteCount: Int
  /// Where they live.
  public let location: PageLocation
  /// How often it has changed.
  public let epoch: Epoch
  /// Bytes that some delta has written.
  public let writtenByteCount: Int
}

extension PageTable {
  func info(_ slot: Int) -> PageInfo {
    let frame = unsafe frames[slot]
    return unsafe PageInfo(
      id: PageID(ids[slot]), byteCount: Int(frame.byteCount), location: locations[slot] ?? .cpu,
      epoch: Epoch(frame.epoch), writtenByteCount: Int(frame.writtenCount))
  }

  /// The bytes of a page, in place.
  func bytes(_ slot: Int) -> UnsafeMutableRawBufferPointer {
    unsafe UnsafeMutableRawBufferPointer(
      start: frames[slot].base, count: Int(frames[slot].byteCount))
  }

  func image(_ slot: Int) -> PageImage {
    unsafe PageImage(
      id: PageID(ids[slot]), location: locations[slot] ?? .cpu, epoch: Epoch(frames[slot].epoch),
      metadata: metadata[slot] ?? Metadata(), bytes: Array(bytes(slot)),
      written: frames[slot].writtenMask)
  }

  mutating func setMetadata(_ entries: Metadata, _ slot: Int) {
    metadata[slot] = entries.entries.isEmpty ? nil : entries
  }

  /// Makes a page from an image.
  mutating func insert(_ image: PageImage) throws(PageError) {
    try image.check()
    let slot = try create(image.id, byteCount: image.bytes.count, location: image.location)
    unsafe bytes(slot).copyBytes(from: image.bytes)
    unsafe frames[slot].epoch = image.epoch.rawValue
    unsafe frames[slot].setWritten(image.written)
    setMetadata(image.metadata, slot)
  }
}
