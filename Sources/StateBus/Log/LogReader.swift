internal import CFormat

/// Reads a log file's commits in order, each verified before it is handed out.
///
/// Memory stays constant: 256 KiB, or the largest record, beside the commit that the caller owns.
/// Reading stops at the first record that is not right, and never skips one: `position` is the end
/// of the valid prefix, `tail` says why it ends. A commit without its commit record does not count.
public struct LogReader: ~Copyable {
  /// The file's name.
  public let path: String
  /// What the log says it holds at most.
  public let limits: LogLimits
  /// The end of the last whole commit.
  public internal(set) var position: LogPosition
  /// How the log ends; nil until `next` has come to the end.
  public internal(set) var tail: LogTail?
  /// Names of the sources that the commits so far name by index.
  public internal(set) var sources = SourceTable()

  let backend: Backend
  var window: LogWindow
  /// Mask words of the delta at hand.
  var scratch = LogBuffer(capacity: 4096)
  /// Whether the last record was a close record.
  var isClosed = false

  /// Opens a log, or a segment of one, and verifies its header.
  ///
  /// - Parameter predecessor: where the segment before this one ended; nil for a log's first.
  public init(
    path: String, following predecessor: LogPosition? = nil, backend: Backend
  ) throws(LogError) {
    var window = try LogWindow(opening: path)
    let bytes = try window.prefix(LogHeader.byteCount)
    let header = try LogHeader(bytes, path: path, following: predecessor, backend: backend)
    self.window = window
    self.path = path
    self.backend = backend
    limits = header.limits
    position = header.start
    EngineCounters.lane.add(bytes.count, to: .logBytesRead)
  }

  /// The file's length when it was opened; what is appended later is not read.
  public var fileByteCount: Int { window.fileByteCount }

  /// Reads the next commit into `commit`, replacing what it held; false at the end.
  ///
  /// `tail` then tells how the log ends. Throws `recordDamaged` at a record that was damaged, not
  /// merely cut off.
  public mutating func next(into commit: inout Commit) throws(LogError) -> Bool {
    commit.removeAll()
    if let tail { return try Self.atEnd(tail, position) }
    var walk = LogWalk(after: position)
    let names = sources
    do throws(LogStop) {
      repeat {
        try readRecord(&walk, into: &commit)
        if walk.kind == .close { walk = LogWalk(after: position) }
      } while walk.kind != .commit
      commit.sources = sources
      commit.policy = .monotone
      return true
    } catch {
      commit.removeAll()
      // The commit does not count, and neither do the names that it defined.
      sources = names
      return try stop(error, walk)
    }
  }

  /// Reads one record; one that completes a commit, or closes the log, moves `position`.
  private mutating func readRecord(
    _ walk: inout LogWalk, into commit: inout Commit
  ) throws(LogStop) {
    let frame = try readFrame(walk)
    let byteCount = Int(frame.byte_count)
    let start = unsafe try load(byteCount, at: walk.offset)
    let crc = unsafe try check(start, frame, walk)
    // Safe: the window holds the record, whose body lies between frame and CRC.
    var cursor = unsafe LogBodyCursor(
      start + MemoryLayout<mmsb_log_frame>.size, count: byteCount - MMSB_LOG_RECORD_OVERHEAD)
    do throws(LogFault) {
      try walk.enter(frame, limits: limits)
      try readBody(&cursor, frame.flags, &walk, into: &commit)
      guard cursor.byteCount == 0 else { throw .body }
    } catch {
      throw .fault(error)
    }
    walk.leave(byteCount: byteCount, crc: crc)
    if walk.kind == .commit || walk.kind == .close { accept(walk, commit) }
  }

  private mutating func accept(_ walk: LogWalk, _ commit: Commit) {
    isClosed = walk.kind == .close
    let lane = EngineCounters.lane
    lane.add(Int(walk.recordCount), to: .logRecordsRead)
    lane.add(walk.offset - Int(position.offset), to: .logBytesRead)
    position.offset = UInt64(walk.offset)
    position.sequence = walk.sequence
    position.crc = walk.crc
    guard !isClosed else { return }
    position.pageCount = Self.pageCount(position, after: commit)
    position.commitCount += 1
    position.deltaCount += UInt64(commit.deltas.count)
    lane.add(1, to: .logCommitsRead)
  }

  /// The count of pages with a commit's creations and removals.
  static func pageCount(_ position: LogPosition, after commit: Commit) -> Int64 {
    position.pageCount &+ Int64(commit.creations.count) &- Int64(commit.removals.count)
  }
}
