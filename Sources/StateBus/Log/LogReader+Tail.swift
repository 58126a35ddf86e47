internal import CFormat
internal import CKernels
internal import Support

// Where reading stops: what the end of the log means.
extension LogReader {
  /// What `next` says once the end is known.
  static func atEnd(_ tail: LogTail, _ position: LogPosition) throws(LogError) -> Bool {
    guard case .damaged(let offset, let sequence, let fault) = tail else { return false }
    throw .recordDamaged(
      offset: offset, sequence: sequence, validOffset: position.offset, fault: fault)
  }

  /// Settles how the log ends; an error of the system settles nothing.
  mutating func stop(_ stop: LogStop, _ walk: LogWalk) throws(LogError) -> Bool {
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
    case .end where walk.recordCount == 0: return isClosed ? .closed : .open
    case .end:
      let fault = LogFault.unfinishedCommit(recordCount: Int(walk.recordCount))
      return .torn(offset: offset, sequence: sequence, fault: fault)
    case .fault(let fault):
      var isDamage = fault.isWellSummed
      if !isDamage { isDamage = try hasLaterCommit(behind: walk.offset) }
      return isDamage
        ? .damaged(offset: offset, sequence: sequence, fault: fault)
        : .torn(offset: offset, sequence: sequence, fault: fault)
    }
  }

  /// Whether a commit or close record that is right follows, other than that of the broken commit.
  ///
  /// A stopped writer leaves nothing right behind the commit it was writing, so one that follows
  /// proves that the bytes before it were damaged later. Takes one pass over the rest of the file.
  private mutating func hasLaterCommit(behind offset: Int) throws(FileError) -> Bool {
    let shortest = MMSB_LOG_RECORD_OVERHEAD + 2
    let sequence = UInt16(truncatingIfNeeded: position.sequence &+ 1)
    var offset = offset + 1
    while offset + shortest <= window.fileByteCount {
      // Four bytes more in front: the CRC that the record continues. Some behind: its whole length.
      let count = min(Self.scanByteCount, window.fileByteCount - offset)
      let start = unsafe try window.bytes(at: offset - 4, count: count + 4) + 4
      // Safe: `count` bytes are there from `start` on, and four before it.
      let found = unsafe LogScan(start: start, count: count, backend: backend)
        .hasCommit(startingElsewhereThan: sequence)
      if found { return true }
      offset += max(count - LogScan.longest, 1)
    }
    return false
  }

  private static var scanByteCount: Int { 64 << 10 }
}
