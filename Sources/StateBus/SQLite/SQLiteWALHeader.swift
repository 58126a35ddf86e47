internal import CFormat
internal import Support

/// The verified header of a SQLite write-ahead log.
package struct SQLiteWALHeader: Equatable, Sendable {
  /// Bytes in a page, 512 to 65536.
  package let pageByteCount: Int
  /// Whether the checksum reads its words as big-endian.
  package let isBigEndian: Bool
  /// The count of the log's restarts.
  package let checkpointSequence: UInt32
  /// The generation's two salts, as eight bytes.
  let salts: ArraySlice<UInt8>

  static let byteCount = MemoryLayout<sqlite_wal_header>.size
  private static let summedByteCount = 24
  private static let magic: UInt32 = 0x377f_0682
  private static let version: UInt32 = 3_007_000

  /// Checks a header's 32 bytes; answers the header, and the checksum that the frames continue.
  static func verify(
    _ bytes: ArraySlice<UInt8>
  ) throws(SQLiteWALError) -> (header: SQLiteWALHeader, checksum: SQLiteWALChecksum) {
    let bytes = ArraySlice(Array(bytes))
    func word(_ index: Int) -> UInt32 { UInt32(bigEndian: bytes[index * 4..<index * 4 + 4]) }
    guard word(0) & ~1 == magic else { throw .notAWAL(magic: word(0)) }
    guard word(1) == version else { throw .unknownVersion(word(1)) }
    let pageByteCount = word(2)
    guard (512...65536).contains(pageByteCount), pageByteCount.nonzeroBitCount == 1 else {
      throw .badPageSize(pageByteCount)
    }
    var checksum = SQLiteWALChecksum(isBigEndian: word(0) & 1 == 1)
    checksum.update(bytes.prefix(summedByteCount))
    guard checksum.matches(bytes.suffix(8)) else { throw .headerChecksumMismatch }
    let header = SQLiteWALHeader(
      pageByteCount: Int(pageByteCount), isBigEndian: checksum.isBigEndian,
      checkpointSequence: word(3), salts: bytes[16..<24])
    return (header, checksum)
  }
}
