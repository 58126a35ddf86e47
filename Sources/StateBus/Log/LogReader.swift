package import Support

/// Reads a log file's commits in order, each verified before it is handed out.
///
/// Memory beside the commit that the caller owns: a buffer of 256 KiB, or of up to twice the
/// largest record, and the columns of one block. Reading stops at the first faulty record and never
/// skips one: `position` is the end of the valid prefix, `tail` the reason for its end. A commit
/// without its commit record does not count. A reader serves one thread at a time; a writer may
/// append meanwhile.
///
///     var reader = try LogReader(path: "state.mmsblog", backend: backend)
///     var commit = Commit()
///     while try reader.next(into: &commit) { print(commit.deltas.count) }
public struct LogReader: ~Copyable {
  /// The file's name.
  public let path: String
  /// The limits in the log's header.
  public var limits: LogLimits { header.limits }
  /// The end of the last whole commit, or of the close record behind it.
  public internal(set) var position: LogPosition
  /// The kind of the log's end; nil until `next` has reached it.
  public internal(set) var tail: LogTail?
  /// The names of the sources that the commits so far refer to by index.
  public internal(set) var sources = SourceTable()

  let backend: Backend
  let header: LogHeader
  /// The caller's limits on memory.
  let readLimits: ReadLimits
  var window: LogWindow
  /// The rows of the current block.
  var rows = LogBlockRows()
  /// Whether the last record was a close record.
  var isClosed = false

  /// Opens a log, or a segment of one, and verifies its header.
  ///
  /// - Parameters:
  ///   - limits: the caller's limits on memory; the file's own limits can only lower them.
  ///   - predecessor: the end of the segment before this one; nil for a log's first.
  public init(
    path: String, limits: ReadLimits = ReadLimits(), following predecessor: LogPosition? = nil,
    backend: Backend
  ) throws(LogError) {
    try self.init(
      path: path, limits: limits, following: predecessor, backend: backend, disk: SystemDisk())
  }

  /// Opens a log on the given disk.
  package init(
    path: String, limits: ReadLimits = ReadLimits(), following predecessor: LogPosition? = nil,
    backend: Backend, disk: any Disk
  ) throws(LogError) {
    let file: File
    do throws(FileError) { file = try File(reading: path, on: disk) } catch { throw .file(error) }
    try self.init(file: file, limits: limits, following: predecessor, backend: backend)
  }

  /// Reads an open file up to its present length.
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

  /// Reads the next commit into `commit`, replacing its content; answers false at the end.
  ///
  /// At the end `tail` is set. A damaged record, as opposed to a torn one, throws `recordDamaged`.
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
      // The commit does not count, and neither do the names that the commit defined.
      sources = names
      return try stop(error, walk)
    }
  }

  /// Reads one record; a record that completes a commit, or closes the log, moves `position`.
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
