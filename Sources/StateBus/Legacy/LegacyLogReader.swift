internal import CFormat
package import Support

/// Reads the original MMSB's transaction log, versions 1 and 2.
///
/// The format has no checksum and no frame length, so damage shows only if a frame exceeds the file
/// or its payload does not fit its mask. Reading stops there: the records read are the valid
/// prefix, `validByteCount` its length and `tail` the reason. A record or a page beyond the
/// caller's limits is an error. Memory: one record.
///
/// ```swift
/// var reader = try LegacyLogReader(ByteSource(path: "old.log"))
/// while let record = try reader.next() { print(record.pageID, record.changedByteCount) }
/// print(reader.recordCount, reader.tail)
/// ```
package struct LegacyLogReader {
  /// The end of the file.
  package enum Tail: Equatable, Sendable {
    /// The file ends with the last byte of a record.
    case complete
    /// The file ends inside a record; a damaged length looks the same.
    case torn(byteCount: Int)
    /// The valid prefix ends at a record whose payload does not fit its mask.
    case malformed(byteCount: Int)
  }

  /// The format's version, 1 or 2.
  package let version: UInt32
  /// Records read so far.
  package private(set) var recordCount = 0
  /// Bytes up to the end of the last record read.
  package private(set) var validByteCount = LegacyLog.headerByteCount
  /// The file's end, known once `next` has answered nil.
  package private(set) var tail = Tail.complete
  private var reader: SourceReader<LegacyLogError>
  private let byteCount: Int
  private let limits: ReadLimits
  private var isAtEnd = false

  /// Verifies the header.
  package init(
    _ source: ByteSource, limits: ReadLimits = ReadLimits()
  ) throws(LegacyLogError) {
    self.limits = limits
    byteCount = source.byteCount
    reader = SourceReader(source)
    let magic = try reader.take(min(LegacyLog.magic.count, byteCount)) ?? []
    guard LegacyLog.magic.starts(with: magic) else { throw .notALog }
    guard let version = try reader.take(UInt32.self) else {
      throw .truncatedHeader(byteCount: byteCount)
    }
    guard (1...LegacyLog.version).contains(version) else { throw .unknownVersion(version) }
    self.version = version
  }

  /// Reads the next record; answers nil at the end of the valid prefix.
  package mutating func next() throws(LegacyLogError) -> LegacyLogRecord? {
    guard !isAtEnd, validByteCount < byteCount else { return nil }
    let record = try decode()
    guard let record, record.isWellFormed else {
      isAtEnd = true
      let rest = byteCount - validByteCount
      tail = record == nil ? .torn(byteCount: rest) : .malformed(byteCount: rest)
      return nil
    }
    recordCount += 1
    validByteCount = reader.offset
    return record
  }

  /// Reads one frame; answers nil if the file ends inside the frame.
  private mutating func decode() throws(LegacyLogError) -> LegacyLogRecord? {
    var size = 0
    guard
      let deltaID = try reader.take(UInt64.self), let pageID = try reader.take(UInt64.self),
      let epoch = try reader.take(UInt32.self), let mask = try takeField(&size),
      let payload = try takeField(&size), let sparseFlag = try reader.take(UInt8.self),
      let timestamp = try reader.take(UInt64.self), let source = try takeField(&size)
    else { return nil }
    guard mask.count <= limits.pageByteCount else {
      throw .pageTooLarge(
        pageID: pageID, byteCount: mask.count, limitByteCount: limits.pageByteCount)
    }
    var intent: [UInt8]?
    if version > 1 {
      guard let bytes = try takeField(&size) else { return nil }
      intent = bytes.isEmpty ? nil : bytes
    }
    return LegacyLogRecord(
      deltaID: deltaID, pageID: pageID, epoch: epoch, mask: mask, payload: payload,
      sparseFlag: sparseFlag, timestamp: timestamp, source: source, intent: intent)
  }

  /// Reads a field behind its length; answers nil if the file has fewer bytes. `size` sums up the
  /// bytes of the record's fields.
  private mutating func takeField(_ size: inout Int) throws(LegacyLogError) -> [UInt8]? {
    guard let stored = try reader.take(UInt32.self) else { return nil }
    let count = Int(stored)
    guard count <= reader.remainingByteCount else { return nil }
    size += count
    guard size <= limits.recordByteCount else {
      throw .recordTooLarge(
        offset: validByteCount, byteCount: size, limitByteCount: limits.recordByteCount)
    }
    return try reader.take(count).map { Array($0) }
  }
}
