internal import Support

// Frames: the place of a record, and the check of its bytes.
extension LogReader {
  /// Reads the frame of the next record: it must belong to this log, have the next sequence, and
  /// have a length within the limits and the file.
  mutating func readFrame(_ walk: LogWalk) throws(LogStop) -> LogFrame {
    let available = window.fileByteCount - walk.offset
    guard available >= LogFrame.byteCount else {
      guard try isZero(from: walk.offset) else {
        throw .fault(.cutOff(byteCount: LogFrame.overhead, available: available))
      }
      throw .end
    }
    let start = unsafe try load(LogFrame.byteCount, at: walk.offset)
    // Safe: the window has the frame's bytes.
    guard let frame = unsafe LogFrame(at: start, seed: header.seed, backend) else {
      guard unsafe start.loadUnaligned(as: UInt32.self) == 0 else { throw .fault(.frame) }
      throw try isZero(from: walk.offset) ? .end : .fault(.bytesAfterEnd)
    }
    guard frame.sequence == walk.sequence + 1 else {
      throw .fault(.sequence(expected: walk.sequence + 1, found: frame.sequence))
    }
    guard frame.byteCount <= limits.recordByteCount else {
      throw .fault(.length(frame.byteCount))
    }
    guard frame.byteCount <= available else {
      throw .fault(.cutOff(byteCount: frame.byteCount, available: available))
    }
    guard frame.byteCount <= readLimits.recordByteCount else {
      throw .limit(
        ReadLimitError(.record, found: frame.byteCount, limit: readLimits.recordByteCount))
    }
    return frame
  }

  /// Checks a record's CRC, which continues that of the record before; answers the CRC.
  @unsafe @inline(__always)
  func check(
    _ start: UnsafeRawPointer, _ frame: LogFrame, _ walk: LogWalk
  ) throws(LogStop) -> UInt32 {
    // The checked call, once a commit, detects a tampered backend.
    let isChecked =
      frame.kind == LogRecordKind.commit.rawValue || frame.kind == LogRecordKind.close.rawValue
    let computed = unsafe frame.recordCRC(
      at: start, continuing: walk.crc, backend, isChecked: isChecked)
    let stored = unsafe frame.storedCRC(at: start)
    guard stored == computed else {
      throw .fault(.checksum(stored: stored, computed: computed))
    }
    return computed
  }

  /// Checks a commit's memory up to its last record, and that record's pages, against the caller's
  /// limits.
  func checkMemory(_ walk: LogWalk, _ commit: Commit) throws(LogStop) {
    var page = 0
    switch walk.kind {
    case .create: page = commit.creations.reduce(0) { max($0, $1.byteCount) }
    case .block: page = rows.farthestEnd
    default: break
    }
    guard page <= readLimits.pageByteCount else {
      throw .limit(ReadLimitError(.page, found: page, limit: readLimits.pageByteCount))
    }
    let byteCount = max(Int(clamping: walk.byteCount), commit.deltas.memoryByteCount)
    guard byteCount <= readLimits.commitByteCount else {
      throw .limit(ReadLimitError(.commit, found: byteCount, limit: readLimits.commitByteCount))
    }
  }

  /// Loads bytes inside the file; the pointer is valid until the next call.
  @unsafe @inline(__always)
  mutating func load(_ count: Int, at position: Int) throws(LogStop) -> UnsafeRawPointer {
    do throws(FileError) {
      return unsafe try window.bytes(at: position, count: count)
    } catch {
      throw .file(error)
    }
  }

  /// Whether only zeros follow, as in a file whose space was reserved ahead of its records.
  private mutating func isZero(from offset: Int) throws(LogStop) -> Bool {
    var position = offset
    while position < window.fileByteCount {
      let count = min(64 << 10, window.fileByteCount - position)
      let start = unsafe try load(count, at: position)
      // Safe: `count` bytes are there.
      let block = unsafe UnsafeRawBufferPointer(start: start, count: count)
      guard unsafe block.allSatisfy({ $0 == 0 }) else { return false }
      position += count
    }
    return true
  }
}
