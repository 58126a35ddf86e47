/// A whole page as a value.
///
///     let image = PageImage(id: PageID(7), bytes: [1, 2, 3, 4])
///     try bus.restore([image])
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

/// The facts of a page without its bytes and metadata.
public struct PageInfo: Equatable, Sendable {
  /// Its name.
  public let id: PageID
  /// Its bytes.
  public let byteCount: Int
  /// Where its maker says that they live.
  public let location: PageLocation
  /// The memory that holds them.
  public let space: MemorySpace
  /// How often it has changed.
  public let epoch: Epoch
  /// Bytes that some delta has written.
  public let writtenByteCount: Int
  /// The end of the last commit that changed it.
  public let position: CommitPosition
  /// Whether a commit has changed it since it was restored or last marked clean.
  public let isDirty: Bool
}

extension PageTable {
  func info(_ slot: Int) -> PageInfo {
    let frame = unsafe frames[slot]
    return PageInfo(
      id: id(slot), byteCount: Int(frame.byteCount), location: frame.location,
      space: frame.space, epoch: Epoch(frame.epoch), writtenByteCount: masks.writtenCount(frame),
      position: frame.position, isDirty: frame.isDirty)
  }

  /// The bytes of a page, in place.
  func bytes(_ slot: Int) -> UnsafeRawBufferPointer {
    unsafe UnsafeRawBufferPointer(
      start: frames[slot].base, count: Int(frames[slot].byteCount))
  }

  func image(_ slot: Int) -> PageImage {
    let frame = unsafe frames[slot]
    return unsafe PageImage(
      id: id(slot), location: frame.location, epoch: Epoch(frame.epoch),
      metadata: metadata[slot] ?? Metadata(), bytes: Array(bytes(slot)),
      written: masks.words(of: frame))
  }

  mutating func setMetadata(_ entries: Metadata, _ slot: Int) {
    metadata[slot] = entries.entries.isEmpty ? nil : entries
  }

  /// Makes a page from an image.
  mutating func insert(_ image: PageImage, using backend: Backend) throws(PageError) {
    try image.check()
    let byteCount = image.bytes.count
    guard byteCount > 0, byteCount <= Int(UInt32.max) else { throw .invalidSize(byteCount) }
    guard find(image.id) == nil else { throw .alreadyExists(image.id) }
    do throws(AllocationError) {
      try reserve(1)
      let slot = place(image.id, try take(byteCount), image.location)
      link(slot)
      let frames = unsafe frames
      unsafe backend.load(image.bytes, into: frames[slot])
      unsafe frames[slot].epoch = image.epoch.rawValue
      unsafe try masks.set(image.written, &frames[slot])
      setMetadata(image.metadata, slot)
    } catch {
      throw .allocationFailed(error)
    }
  }
}
