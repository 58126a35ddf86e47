package import Support

/// Reads a log file's commits in order, each verified before it is handed out.
///
/// Memory stays constant: 256 KiB, or the largest record, beside the commit that the caller owns.
/// Reading stops at the first record that is not right, and never skips one: `position` is the end
/// of the valid prefix, `tail` says why it ends. A commit without its commit record does not count.
/// One thread at a time; a writer may append meanwhile.
///
///     var reader = try LogReader(path: "state.mmsblog", backend: backend)
///     var commit = Commit()
///     while try reader.next(into: &commit) { print(commit.deltas.count) }
public struct LogReader: ~Copyable {
  /// The file's name.
  public let path: String
  /// What the log says it holds at most.
  public var limits: LogLimits { header.limits }
  /// The end of the last whole commit.
  public internal(set) var position: LogPosition
  /// How the log ends; nil until `next` has come to the end.
  public internal(set) var tail: LogTail?
  /// Names of the sources that the commits so far name by index.
  public internal(set) var sources = SourceTable()

  let backend: Backend
  let header: LogHeader
  /// What the caller lets the file ask of memory.
  let readLimits: ReadLimits
  var window: LogWindow
  /// The rows of the block at hand.
  var rows = LogBlockRows()
  /// Whether the last record was a close record.
  var isClosed = false

  /// Opens a log, or a segment of one, and verifies its header.
  ///
  /// - Parameters:
  ///   - limits: what the caller lets a file ask of memory; the file's own limits only lower them.
  ///   - predecessor: where the segment before this one ended; nil for a log's first.
  public init(
    path: String, limits: ReadLimits = ReadLimits(), following predecessor: LogPosition? = nil,
    backend: Backend
  ) throws(LogError) {
    try self.init(
      path: path, limits: limits, following: predecessor, backend: backend, disk: SystemDisk())
  }

  /// Opens a log on a disk.
  package init(
    path: String, limits: ReadLimits = ReadLimits(), following predecessor: LogPosition? = nil,
    backend: Backend, disk: any Disk
  ) throws(LogError) {
    let file: File
    do throws(FileError) { file = try File(reading: path, on: disk) } catch { throw .file(error) }
    try self.init(file: file, limits: limits, following: predecessor, backend: backend)
  }

  /// Reads an open file; its length now is all that will be read.
  init(
    file: File, limits: ReadLimits, following predecessor: LogPosition?, backend: Backend
  ) throws(LogError) {
    var window = try LogWindow(opening: file)
    let bytes: [UInt8]
    do throws(FileError) { bytes = try window.prefix(LogHeader.byteCount) } catch {
      throw .file(error)
    }
    let header = try LogHeader(
      bytes, path: file.path, following: predecessor, backend: backend)
    self.window = window
    self.header = header
    self.backend = backend
    readLimits = limits
    path = file.path
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
    let start = unsafe try load(frame.byteCount, at: walk.offset)
    // Safe: the window holds the record, whose body lies between frame and CRC.
    var cursor = unsafe LogBodyCursor(
      start + LogFrame.byteCount, count: frame.byteCount - LogFrame.overhead)
    let isBlock = frame.kind == LogRecordKind.block.rawValue
    let crc =
      isBlock
      ? unsafe try readBlock(start, frame, &cursor, &walk, into: &commit)
      : unsafe try readBody(start, frame, &cursor, &walk, into: &commit)
    try checkMemory(walk, commit)
    walk.leave(byteCount: frame.byteCount, crc: crc)
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
