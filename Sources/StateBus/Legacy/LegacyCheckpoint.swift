internal import CFormat
package import Support

/// A checkpoint of the original MMSB: every page, and the log's length at that time.
///
/// Decoded whole or not at all: a file that has any fault, or that needs more memory than the
/// caller's limits allow, gives an error and no pages.
package struct LegacyCheckpoint: Equatable, Sendable {
  /// One page as the file has it.
  package struct Page: Equatable, Sendable {
    /// The page's id.
    package var id: UInt64
    /// Its epoch; the format has 32 bits.
    package var epoch: UInt32
    /// The location: 0 memory, 1 GPU, 2 unified.
    package var location: Int32
    /// The metadata blob, kept exactly; empty for none.
    package var metadata: [UInt8]
    /// The page's bytes.
    package var data: [UInt8]

    /// States a page field by field.
    package init(
      id: UInt64, epoch: UInt32, location: Int32, metadata: [UInt8], data: [UInt8]
    ) {
      self.id = id
      self.epoch = epoch
      self.location = location
      self.metadata = metadata
      self.data = data
    }
  }

  /// The log's length at the time of the checkpoint, from which replay continues.
  package var logOffset: UInt64
  /// The pages in the file's order, which the original does not define.
  package var pages: [Page]

  /// A checkpoint of these pages.
  package init(logOffset: UInt64, pages: [Page]) {
    self.logOffset = logOffset
    self.pages = pages
  }

  static let magic = Array("MMSBSNAP".utf8)
  static let headerByteCount = MemoryLayout<mmsb_checkpoint_header>.size
  /// Bytes of a page's head and its two lengths.
  static let pageOverheadByteCount = MemoryLayout<mmsb_checkpoint_page>.size + 8
  static let version: UInt32 = 2
}

extension LegacyCheckpoint {
  /// Reads versions 1 and 2, which have one layout.
  ///
  /// - Complexity: O(n) for a file of n bytes.
  package init(
    _ source: ByteSource, limits: ReadLimits = ReadLimits()
  ) throws(LegacyCheckpointError) {
    var reader = SourceReader<LegacyCheckpointError>(source)
    let magic = try reader.take(min(Self.magic.count, source.byteCount)) ?? []
    guard Self.magic.starts(with: magic) else { throw .notACheckpoint }
    guard let version = try reader.take(UInt32.self), let pageCount = try reader.take(UInt32.self),
      let logOffset = try reader.take(UInt64.self)
    else { throw .truncatedHeader(byteCount: source.byteCount) }
    guard (1...Self.version).contains(version) else { throw .unknownVersion(version) }
    let count = Int(pageCount)
    guard count <= reader.remainingByteCount / Self.pageOverheadByteCount else {
      throw .absurdPageCount(count)
    }
    (self.logOffset, pages) = (logOffset, [])
    var ids: Set<UInt64> = []
    var stateByteCount = 0
    for index in 0..<count {
      guard let page = try Self.takePage(from: &reader, limits) else {
        throw .truncated(pageIndex: index, pageCount: count)
      }
      stateByteCount += page.data.count
      guard stateByteCount <= limits.stateByteCount else {
        throw .stateTooLarge(
          byteCount: stateByteCount, limitByteCount: limits.stateByteCount)
      }
      guard ids.insert(page.id).inserted else { throw .duplicatePage(id: page.id) }
      pages.append(page)
    }
    guard reader.remainingByteCount == 0 else {
      throw .trailingBytes(byteCount: reader.remainingByteCount)
    }
  }

  /// Reads one page; answers nil if the file ends inside the page.
  private static func takePage(
    from reader: inout SourceReader<LegacyCheckpointError>, _ limits: ReadLimits
  ) throws(LegacyCheckpointError) -> Page? {
    guard let id = try reader.take(UInt64.self), let byteCount = try reader.take(UInt64.self),
      let epoch = try reader.take(UInt32.self), let tag = try reader.take(UInt32.self),
      let metadata = try takeField(of: id, from: &reader, limit: limits.recordByteCount),
      let data = try takeField(of: id, from: &reader, limit: limits.pageByteCount)
    else { return nil }
    let location = Int32(bitPattern: tag)
    do throws(PageError) {
      _ = try PageLocation(tag: location)
      _ = try Metadata(blob: metadata)
    } catch {
      throw .badPage(id: id, error)
    }
    guard byteCount > 0, byteCount == UInt64(data.count) else {
      throw .sizeMismatch(pageID: id, byteCount: byteCount, dataByteCount: data.count)
    }
    return Page(id: id, epoch: epoch, location: location, metadata: metadata, data: data)
  }

  /// Reads a page's field behind the field's length; answers nil if the file has fewer bytes.
  private static func takeField(
    of page: UInt64, from reader: inout SourceReader<LegacyCheckpointError>, limit: Int
  ) throws(LegacyCheckpointError) -> [UInt8]? {
    guard let stored = try reader.take(UInt32.self) else { return nil }
    let count = Int(stored)
    guard count <= reader.remainingByteCount else { return nil }
    guard count <= limit else {
      throw .fieldTooLarge(pageID: page, byteCount: count, limitByteCount: limit)
    }
    return try reader.take(count).map { Array($0) }
  }

  /// The file that the original would write, in version 2, with the pages in the order of `pages`.
  package func encoded() throws(LegacyCheckpointError) -> [UInt8] {
    var bytes = Self.magic
    bytes.append(littleEndian: Self.version)
    bytes.append(littleEndian: try Self.storedLength(pages.count))
    bytes.append(littleEndian: logOffset)
    for page in pages {
      for field in [page.metadata, page.data] { _ = try Self.storedLength(field.count) }
      bytes.append(littleEndian: page.id)
      bytes.append(littleEndian: UInt64(page.data.count))
      bytes.append(littleEndian: page.epoch)
      bytes.append(littleEndian: page.location)
      bytes.append(field: page.metadata)
      bytes.append(field: page.data)
    }
    return bytes
  }

  /// A length or a count of pages in the format's 32 bits.
  package static func storedLength(_ count: Int) throws(LegacyCheckpointError) -> UInt32 {
    guard let length = UInt32(exactly: count) else { throw .fieldTooLong(byteCount: count) }
    return length
  }
}
