internal import CFormat
package import Support

/// Reads the committed transactions of a SQLite write-ahead log, in order.
///
/// A frame counts only if its salts are the header's, its cumulative checksum matches and a commit
/// follows it; the first frame that fails ends the log, as it does for SQLite. Frames behind it are
/// counted in `summary` and are not an error. Memory: one transaction, up to the caller's limit and
/// the file's length.
package struct SQLiteWALReader {
  /// The log's verified header.
  package let header: SQLiteWALHeader
  /// The figures of the frames read so far; complete once `next` has answered nil.
  package private(set) var summary = SQLiteWALSummary()
  private var reader: SourceReader<SQLiteWALError>
  private var checksum: SQLiteWALChecksum
  private var isAtEnd = false
  private let limits: ReadLimits

  private static let frameHeaderByteCount = MemoryLayout<sqlite_wal_frame>.size

  /// Verifies the header.
  package init(
    _ source: ByteSource, limits: ReadLimits = ReadLimits()
  ) throws(SQLiteWALError) {
    self.limits = limits
    guard source.byteCount > 0 else { throw .empty }
    var reader = SourceReader<SQLiteWALError>(source)
    guard let bytes = try reader.take(SQLiteWALHeader.byteCount) else {
      throw .truncatedHeader(byteCount: source.byteCount)
    }
    (header, checksum) = try SQLiteWALHeader.verify(bytes)
    self.reader = reader
  }

  /// Reads the next committed transaction; answers nil at the log's end.
  package mutating func next() throws(SQLiteWALError) -> SQLiteWALTransaction? {
    guard !isAtEnd else { return nil }
    var transaction = SQLiteWALTransaction(pageByteCount: header.pageByteCount)
    while let frame = try nextFrame() {
      transaction.pageNumbers.append(frame.pageNumber)
      transaction.images += frame.image
      guard transaction.images.count <= limits.commitByteCount else {
        throw .commitTooLarge(
          commit: summary.commitCount + 1, limitByteCount: limits.commitByteCount)
      }
      guard frame.databasePageCount == 0 else {
        transaction.databasePageCount = frame.databasePageCount
        summary.commitCount += 1
        summary.committedFrameCount += transaction.frameCount
        return transaction
      }
    }
    isAtEnd = true
    summary.uncommittedFrameCount = transaction.frameCount
    try countRest()
    return nil
  }
}

/// A valid frame.
private struct WALFrame {
  var pageNumber: Int
  var databasePageCount: Int
  var image: ArraySlice<UInt8>
}

extension SQLiteWALReader {
  /// Reads the next frame; answers nil, with the reason in `summary`, unless the frame is valid.
  private mutating func nextFrame() throws(SQLiteWALError) -> WALFrame? {
    guard let bytes = try takeFrame() else { return nil }
    let head = bytes.prefix(Self.frameHeaderByteCount)
    let image = bytes.dropFirst(Self.frameHeaderByteCount)
    guard salts(of: head) == header.salts else {
      let frame = frameIndex - 1
      summary.end = isStale(head) ? .staleGeneration(frame: frame) : .damaged(frame: frame)
      countIgnored(bytes)
      return nil
    }
    checksum.update(head.prefix(8))
    checksum.update(image)
    let pageNumber = Int(UInt32(bigEndian: head.prefix(4)))
    guard pageNumber > 0, checksum.matches(head.suffix(8)) else {
      summary.end = .damaged(frame: frameIndex - 1)
      countIgnored(bytes)
      return nil
    }
    return WALFrame(
      pageNumber: pageNumber, databasePageCount: databasePageCount(of: head), image: image)
  }

  /// Counts the frames and bytes behind the first invalid frame.
  private mutating func countRest() throws(SQLiteWALError) {
    while let bytes = try takeFrame() { countIgnored(bytes) }
    summary.tornByteCount = reader.remainingByteCount
    switch summary.end {
    case .endOfFile where summary.tornByteCount > 0:
      summary.end = .torn(byteCount: summary.tornByteCount)
    case .staleGeneration(let frame) where summary.unreachableFrameCount > 0:
      // A restart overwrites the file from its start, so own frames never follow older ones.
      summary.end = .damaged(frame: frame)
    case .damaged(let frame) where summary.commitCount > 0 && summary.unreachableCommitCount == 0:
      summary.end = .rolledBack(frame: frame)
    default: break
    }
  }

  private mutating func countIgnored(_ frame: ArraySlice<UInt8>) {
    guard !isStale(frame) else {
      summary.staleFrameCount += 1
      return
    }
    summary.unreachableFrameCount += 1
    summary.unreachableCommitCount += databasePageCount(of: frame) > 0 ? 1 : 0
  }

  /// Whether a frame is of another generation: a restart changes both salts, damage rarely does.
  private func isStale(_ frame: ArraySlice<UInt8>) -> Bool {
    let salts = salts(of: frame)
    return salts.prefix(4) != header.salts.prefix(4) && salts.suffix(4) != header.salts.suffix(4)
  }

  private mutating func takeFrame() throws(SQLiteWALError) -> ArraySlice<UInt8>? {
    try reader.take(Self.frameHeaderByteCount + header.pageByteCount)
  }

  private func salts(of frame: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    frame.dropFirst(8).prefix(8)
  }

  private func databasePageCount(of frame: ArraySlice<UInt8>) -> Int {
    Int(UInt32(bigEndian: frame.dropFirst(4).prefix(4)))
  }

  /// Frames taken so far.
  private var frameIndex: Int {
    (reader.offset - SQLiteWALHeader.byteCount)
      / (Self.frameHeaderByteCount + header.pageByteCount)
  }
}
