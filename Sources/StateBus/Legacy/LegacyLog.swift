internal import CFormat
internal import Support

/// The encoder of the original MMSB's transaction log, version 2.
package enum LegacyLog {
  static let magic = Array("MMSBLOG1".utf8)
  static let headerByteCount = MemoryLayout<mmsb_tlog_header>.size
  static let version: UInt32 = 2

  /// The file that the original would write for these records.
  package static func encode(_ records: [LegacyLogRecord]) throws(LegacyLogError) -> [UInt8] {
    var bytes = magic
    bytes.append(littleEndian: version)
    for record in records { try append(record, to: &bytes) }
    return bytes
  }

  /// Appends one frame, or nothing on an error.
  package static func append(
    _ record: LegacyLogRecord, to bytes: inout [UInt8]
  ) throws(LegacyLogError) {
    try check(record)
    bytes.append(littleEndian: record.deltaID)
    bytes.append(littleEndian: record.pageID)
    bytes.append(littleEndian: record.epoch)
    bytes.append(field: record.mask)
    bytes.append(field: record.payload)
    bytes.append(record.sparseFlag)
    bytes.append(littleEndian: record.timestamp)
    bytes.append(field: record.source)
    bytes.append(field: record.intent ?? [])
  }

  private static func check(_ record: LegacyLogRecord) throws(LegacyLogError) {
    guard record.isWellFormed else {
      throw .payloadMismatch(
        deltaID: record.deltaID, maskCount: record.mask.count,
        payloadByteCount: record.payload.count)
    }
    guard record.intent != [] else { throw .emptyIntent(deltaID: record.deltaID) }
    for field in [record.mask, record.payload, record.source, record.intent ?? []] {
      _ = try storedLength(field.count)
    }
  }

  /// A field's length in the format's 32 bits.
  package static func storedLength(_ byteCount: Int) throws(LegacyLogError) -> UInt32 {
    guard let length = UInt32(exactly: byteCount) else {
      throw .fieldTooLong(byteCount: byteCount)
    }
    return length
  }
}
