internal import Support

/// The pages of a SQLite database file, as an importer needs them.
struct SQLiteDatabase {
  /// Bytes in a page, 512 to 65536.
  let pageByteCount: Int
  /// Whole pages in the file.
  let pageCount: Int
  /// The fields of the first page.
  let firstPage: SQLiteFirstPage
  private var reader: SourceReader<SQLiteWALError>

  private static let magic = Array("SQLite format 3\0".utf8)
  private static let headerByteCount = 100

  /// Checks the header and the file's length.
  init(_ source: ByteSource) throws(SQLiteWALError) {
    var reader = SourceReader<SQLiteWALError>(source)
    guard let header = try reader.take(Self.headerByteCount) else {
      throw .databaseTooShort(byteCount: source.byteCount)
    }
    guard header.starts(with: Self.magic) else { throw .notADatabase }
    let stored = Int(UInt16(bigEndian: header[header.startIndex + 16..<header.startIndex + 18]))
    pageByteCount = stored == 1 ? 65536 : stored
    guard (512...65536).contains(pageByteCount), pageByteCount.nonzeroBitCount == 1 else {
      throw .badDatabasePageSize(stored)
    }
    guard source.byteCount % pageByteCount == 0 else {
      throw .partialDatabasePage(byteCount: source.byteCount, pageByteCount: pageByteCount)
    }
    pageCount = source.byteCount / pageByteCount
    firstPage = SQLiteFirstPage(header)
    self.reader = SourceReader(source)
  }

  /// The next page's image, from the first page on; nil behind the last.
  mutating func nextImage() throws(SQLiteWALError) -> ArraySlice<UInt8>? {
    try reader.take(pageByteCount)
  }

  /// The number of the page with byte 2^30, which SQLite locks and never writes: logs do not
  /// contain the page, and its bytes are zeros.
  static func lockPage(pageByteCount: Int) -> Int { 1 << 30 / pageByteCount + 1 }
}
