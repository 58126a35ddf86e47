internal import CKernels
internal import Support

// The classification of the log's end.
extension LogReader {
  /// The result of `next` once the end is known.
  static func atEnd(_ tail: LogTail, _ position: LogPosition) throws(LogError) -> Bool {
    guard case .damaged(let offset, let sequence, let fault) = tail else { return false }
    throw .recordDamaged(
      offset: offset, sequence: sequence, validOffset: position.offset, fault: fault)
  }

  /// Sets `tail`, unless a limit or an error of the system stopped the reader.
  mutating func stop(_ stop: LogStop, _ walk: LogWalk) throws(LogError) -> Bool {
    if case .limit(let error) = stop { throw .limit(error) }
    let found: LogTail
    do throws(FileError) {
      found = try findTail(stop, walk)
    } catch {
      throw .file(error)
    }
    tail = found
    return try Self.atEnd(found, position)
  }

  private mutating func findTail(_ stop: LogStop, _ walk: LogWalk) throws(FileError) -> LogTail {
    let offset = UInt64(walk.offset)
    let sequence = walk.sequence + 1
    switch stop {
    case .file(let error): throw error
    case .limit: preconditionFailure("a limit of the caller's settles nothing")
    case .end where walk.recordCount == 0: return isClosed ? .closed : .open
    case .end:
      let fault = LogFault.unfinishedCommit(recordCount: Int(walk.recordCount))
      return .torn(offset: offset, sequence: sequence, fault: fault)
    case .fault(let fault):
      var isDamage = fault.isWellSummed
      if !isDamage { isDamage = try hasLaterCommit(than: walk) }
      return isDamage
        ? .damaged(offset: offset, sequence: sequence, fault: fault)
        : .torn(offset: offset, sequence: sequence, fault: fault)
    }
  }

  /// Whether a whole commit, or a close record, follows the commit that broke.
  ///
  /// A stopped writer leaves nothing right behind the commit it was writing, so a commit that
  /// follows proves that the bytes before it were damaged later. Linear in the rest of the file:
  /// the search for frames skips the inside of a record whose frame is right.
  private mutating func hasLaterCommit(than walk: LogWalk) throws(FileError) -> Bool {
    var scan = LogScan(broken: walk.sequence + 1)
    var offset = walk.offset
    if let frame = try frame(at: offset), frame.sequence == scan.broken {
      guard offset + frame.byteCount <= window.fileByteCount else { return false }
      // If only the broken record's stored CRC is wrong, its bytes still give the right CRC.
      scan.skip(to: offset + frame.byteCount, crc: try crc(at: offset, frame, after: walk.crc))
      offset += frame.byteCount
    }
    while let (position, frame) = try nextFrame(from: offset, after: scan.broken) {
      if try isEnd(frame, at: position, &scan) { return true }
      offset = position + frame.byteCount
    }
    return false
  }

  /// The first frame from a position on that is this log's and whose record is later than
  /// `sequence` and ends inside the file.
  private mutating func nextFrame(
    from first: Int, after sequence: UInt64
  ) throws(FileError) -> (position: Int, frame: LogFrame)? {
    var offset = first
    while offset + LogFrame.overhead <= window.fileByteCount {
      let count = min(Self.scanByteCount, window.fileByteCount - offset)
      let start = unsafe try window.bytes(at: offset, count: count)
      for place in 0...count - LogFrame.byteCount {
        // Safe: a frame's bytes are there.
        guard let frame = unsafe LogFrame(at: start + place, seed: header.seed, backend),
          frame.sequence > sequence, frame.byteCount <= limits.recordByteCount,
          frame.byteCount <= window.fileByteCount - offset - place
        else { continue }
        return (offset + place, frame)
      }
      offset += count - LogFrame.byteCount + 1
    }
    return nil
  }

  /// Whether a record, at its place in the chain, ends a whole commit or the log.
  private mutating func isEnd(
    _ frame: LogFrame, at position: Int, _ scan: inout LogScan
  ) throws(FileError) -> Bool {
    let seed = try word(at: position - 4)
    let end = position + frame.byteCount
    let stored = try word(at: end - 4)
    var isRight = try crc(at: position, frame, after: seed) == stored
    if !isRight, let other = scan.computedCRC(before: position) {
      isRight = try crc(at: position, frame, after: other) == stored
    }
    var count: UInt64?
    if isRight, frame.kind == LogRecordKind.commit.rawValue {
      let length = frame.byteCount - LogFrame.overhead
      let body = unsafe try window.bytes(at: position + LogFrame.byteCount, count: length)
      // Safe: the body's bytes are there.
      var cursor = unsafe LogBodyCursor(body, count: length)
      count = try? cursor.readNumber()
    }
    return scan.enter(frame, from: position, to: end, isRight: isRight, recordCount: count)
  }

  private mutating func frame(at offset: Int) throws(FileError) -> LogFrame? {
    guard offset + LogFrame.byteCount <= window.fileByteCount else { return nil }
    return unsafe LogFrame(
      at: try window.bytes(at: offset, count: LogFrame.byteCount), seed: header.seed, backend)
  }

  private mutating func word(at offset: Int) throws(FileError) -> UInt32 {
    unsafe try window.bytes(at: offset, count: 4).loadUnaligned(as: UInt32.self)
  }

  /// A record's CRC, computed in pieces, so that memory does not depend on the record's length.
  private mutating func crc(
    at offset: Int, _ frame: LogFrame, after last: UInt32
  ) throws(FileError) -> UInt32 {
    var crc = try crc(from: offset, to: offset + LogFrame.byteCount - 4, after: last)
    let end = offset + frame.byteCount - 4
    for piece in stride(from: offset + LogFrame.byteCount, to: end, by: Self.scanByteCount) {
      crc = try self.crc(from: piece, to: min(piece + Self.scanByteCount, end), after: crc)
    }
    return crc
  }

  private mutating func crc(
    from start: Int, to end: Int, after last: UInt32
  ) throws(FileError) -> UInt32 {
    let bytes = unsafe try window.bytes(at: start, count: end - start)
    return unsafe backend.kernels.crc32c(
      last, bytes.assumingMemoryBound(to: UInt8.self), end - start)
  }

  private static var scanByteCount: Int { 64 << 10 }
}
