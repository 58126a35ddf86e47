package import Support

/// Appends commits to a log file.
///
/// A commit whose append has returned survives the end of the process, not of the machine
/// (durability "process"): the bytes are written, not synced. A commit counts once its commit
/// record is written; a failed write leaves the log at the last whole commit, and the writer takes
/// no more commits. A log has one writer at a time, which holds the file's advisory lock; a writer
/// serves one thread at a time. Appending costs one pass of CRC, a copy of payloads under 16 KiB a
/// block, and one system call for each MiB, or for each 384 KiB of smaller records.
///
///     var log = try LogWriter(creating: "state.mmsblog", backend: backend)
///     let position = try log.append(commit)
///     try log.close()
public struct LogWriter: ~Copyable {
  /// The end of the last whole commit, or of the close record behind it.
  public private(set) var position: LogPosition
  /// The limits in this log's header.
  public let limits: LogLimits
  /// The end of the file as opening found it; `open` for a new log.
  public let tailFound: LogTail
  /// Bytes behind the valid prefix that opening cut off.
  public let droppedByteCount: Int
  /// The names of the sources by their index in the log.
  public private(set) var sources: SourceTable
  /// The segment's file, which another thread may sync during an append.
  package private(set) var file: File

  private var encoder: LogEncoder
  private let backend: Backend
  /// The reason for which the writer takes no more commits; nil while it takes them.
  private var refusal: LogError?
  /// The source table of the last append, and the indexes of its names in the log.
  private var callers = SourceTable()
  private var indexes: [UInt32] = [0]

  /// Bytes of smaller records that are collected before a write.
  package static let bufferByteCount = 384 << 10
  /// Bytes, long payloads included, after which a commit's next record waits for a write: a call
  /// costs as much as some hundred kilobytes, and larger writes gain nothing.
  package static let writeByteCount = 1 << 20

  /// Makes a log file; an existing file of that name is an error and is never overwritten.
  ///
  /// - Parameters:
  ///   - predecessor: the end of the segment that the new one continues, nil for a log's first.
  ///   - logID: the number that tells this log's records from another log's; random unless given.
  public init(
    creating path: String, limits: LogLimits = LogLimits(),
    following predecessor: LogPosition? = nil,
    logID: UInt64 = .random(in: 0...UInt64.max), backend: Backend
  ) throws(LogError) {
    try self.init(
      creating: path, limits: limits, following: predecessor, logID: logID, backend: backend,
      disk: SystemDisk())
  }

  /// Makes a log file on the given disk.
  package init(
    creating path: String, limits: LogLimits = LogLimits(),
    following predecessor: LogPosition? = nil,
    logID: UInt64 = .random(in: 0...UInt64.max), backend: Backend, disk: any Disk
  ) throws(LogError) {
    let file: File
    do throws(FileError) { file = try File(creating: path, on: disk) } catch { throw .file(error) }
    try self.init(
      file: file, limits: limits, following: predecessor, logID: logID, backend: backend)
  }

  /// Begins a log in an empty file.
  package init(
    file: File, limits: LogLimits, following predecessor: LogPosition? = nil,
    logID: UInt64, backend: Backend
  ) throws(LogError) {
    let header = try Self.begin(
      file, limits: limits, following: predecessor, logID: logID, backend: backend)
    self.init(
      file: file, header: header, position: header.start, tail: .open, dropped: 0,
      sources: SourceTable(), backend: backend)
  }

  init(
    file: File, header: LogHeader, position: LogPosition, tail: LogTail, dropped: Int,
    sources: SourceTable, backend: Backend
  ) {
    self.file = file
    self.backend = backend
    limits = header.limits
    self.position = position
    tailFound = tail
    droppedByteCount = dropped
    self.sources = sources
    encoder = LogEncoder(
      capacity: Self.bufferByteCount, seed: header.seed, recordLimit: limits.recordByteCount,
      backend: backend)
  }

  /// Locks an empty file and writes a segment's header into it.
  ///
  /// The encoded header is verified before it is written, so that a backend with wrong checksums is
  /// noticed before anything depends on them.
  private static func begin(
    _ file: File, limits: LogLimits, following predecessor: LogPosition?, logID: UInt64,
    backend: Backend
  ) throws(LogError) -> LogHeader {
    try lock(file)
    let bytes = LogHeader.encode(
      limits: limits, logID: logID, following: predecessor, backend: backend)
    let header = try LogHeader(bytes, path: file.path, following: predecessor, backend: backend)
    do throws(FileError) { try file.write(bytes.span.raw, at: 0) } catch { throw .file(error) }
    countWrite(of: bytes.count)
    return header
  }

  /// Takes the file's lock, which ends when the file is closed.
  static func lock(_ file: File) throws(LogError) {
    do throws(FileError) { try file.lock() } catch {
      guard error.isHeldElsewhere else { throw .file(error) }
      throw .locked(path: file.path, holder: error.holder)
    }
  }

  /// Appends a commit whole or not at all; answers the log's new end.
  @discardableResult
  public mutating func append(_ commit: Commit) throws(LogError) -> LogPosition {
    if let refusal { throw refusal }
    try check(commit)
    let table = mapNames(of: commit.sources)
    do throws(LogError) {
      try attempt { writer, next throws(LogError) in
        try writer.write(commit, sources: table, advancing: &next)
      }
    } catch {
      // The new names of this commit are not in the log.
      (callers, indexes) = (SourceTable(), [0])
      throw error
    }
    EngineCounters.lane.add(1, to: .logCommitsWritten)
    sources = table
    return position
  }

  /// Ends the log with a close record; answers the log's end.
  ///
  /// The record shows readers that nothing is missing behind the last commit. The writer takes no
  /// more commits. The file is not synced.
  @discardableResult
  public mutating func close() throws(LogError) -> LogPosition {
    if let refusal { throw refusal }
    encoder.begin(after: position)
    encoder.putClose(commitCount: position.commitCount, deltaCount: position.deltaCount)
    try attempt { writer, next throws(LogError) in try writer.flush(&next) }
    refusal = .closed(path: file.path)
    return position
  }

  /// Ends this segment, syncs it, and continues in a new segment; answers the start of the new one.
  ///
  /// The new file must not exist. If the file can't be made, nothing has changed; a later refusal
  /// of the system leaves a writer that takes no more commits.
  @discardableResult
  public mutating func rotate(to path: String) throws(LogError) -> LogPosition {
    if let refusal { throw refusal }
    let next: File
    do throws(FileError) {
      next = try File(creating: path, on: file.disk)
    } catch { throw .file(error) }
    do throws(LogError) {
      let end = try close()
      do throws(FileError) { try file.syncData() } catch { throw .file(error) }
      let header = try Self.begin(
        next, limits: limits, following: end, logID: end.logID, backend: backend)
      position = header.start
    } catch {
      if case .file(let failure) = error { refusal = .poisoned(failure) }
      try? next.disk.remove(path)
      throw error
    }
    (file, refusal) = (next, nil)
    (sources, callers, indexes) = (SourceTable(), SourceTable(), [0])
    return position
  }

  /// Writes records and moves the position behind them; on any error the records are taken back.
  private mutating func attempt(
    _ write: (inout LogWriter, inout LogPosition) throws(LogError) -> Void
  ) throws(LogError) {
    var next = position
    do throws(LogError) {
      try write(&self, &next)
    } catch {
      takeBack(after: error, offset: Int(next.offset))
      throw error
    }
    EngineCounters.lane.add(Int(next.sequence - position.sequence), to: .logRecordsWritten)
    position = next
  }

  private static func countWrite(of byteCount: Int) {
    let lane = EngineCounters.lane
    lane.add(1, to: .logWrites)
    lane.add(byteCount, to: .logBytesWritten)
  }
}

extension LogWriter {
  /// Refuses pages beyond the log's limit, before anything is written.
  private func check(_ commit: Commit) throws(LogError) {
    let limit = limits.pageByteCount
    for creation in commit.creations {
      precondition(creation.byteCount > 0, "a page has at least one byte")
      guard creation.byteCount <= Int(limit) else {
        throw .pageTooLarge(creation.id, byteCount: creation.byteCount, limit: limit)
      }
    }
  }

  /// Refuses rows that the log can't hold, among the rows that a block from `first` on may take.
  private func check(_ deltas: borrowing DeltaBatch, from first: Int) throws(LogError) {
    let (extents, sources) = (deltas.extents.span, deltas.sources.span)
    let rows = first..<min(first + LogBlockColumn.rowLimit, extents.count)
    // Maxima need no branch a row; the bad row is searched for only if there is one.
    var (end, source) = (0, UInt32(0))
    for row in rows { end = max(end, extents[row].end) }
    for row in rows { source = max(source, sources[row]) }
    let limit = limits.pageByteCount
    guard end > Int(limit) || Int(source) >= indexes.count else { return }
    for row in rows {
      guard extents[row].end <= Int(limit) else {
        let page = PageID(deltas.pages[row])
        throw .pageTooLarge(page, byteCount: extents[row].end, limit: limit)
      }
      guard Int(sources[row]) < indexes.count else {
        throw .unknownSource(row: row, Source(index: sources[row]))
      }
    }
  }

  /// Answers the log's table with the caller's names added; `indexes` then maps the caller's
  /// indexes to the log's.
  private mutating func mapNames(of commit: SourceTable) -> SourceTable {
    // Usually the table extends that of the last append by a few names: only those are mapped.
    var table = sources
    if !commit.visiblyExtends(callers) { indexes = [0] }
    for index in indexes.count..<commit.count {
      let name = commit.name(of: Source(index: UInt32(index))) ?? []
      indexes.append(table.intern(name).index)
    }
    callers = commit
    return table
  }

  /// Builds the commit's records and writes them, a buffer at a time.
  private mutating func write(
    _ commit: Commit, sources table: SourceTable, advancing next: inout LogPosition
  ) throws(LogError) {
    encoder.begin(after: position)
    // Long payloads are written from the batch's memory, which stays valid until `flush` returns.
    try unsafe commit.deltas.payload.span.raw.withUnsafeBytes { payload throws(LogError) in
      try unsafe write(commit, payload, sources: table, advancing: &next)
      try flush(&next)
    }
  }

  @unsafe
  private mutating func write(
    _ commit: Commit, _ payload: UnsafeRawBufferPointer, sources table: SourceTable,
    advancing next: inout LogPosition
  ) throws(LogError) {
    let extras = commit.extras
    for index in sources.count..<table.count {
      let name = table.name(of: Source(index: UInt32(index))) ?? []
      try makeRoom(LogEncoder.numbersBound + name.count, &next)
      encoder.putSource(UInt32(index), name: name)
      try checkRecord(next)
    }
    try write(extras.allocations, &next) { encoder, list in encoder.putFrames(.allocate, list) }
    try write(commit.creations, &next) { encoder, list in encoder.putCreations(list) }
    for change in commit.metadata {
      let blob = change.metadata.blob
      try makeRoom(LogEncoder.numbersBound + blob.count, &next)
      encoder.putMetadata(change.page, blob: blob)
      try checkRecord(next)
    }
    for function in extras.functions {
      try makeRoom(LogEncoder.numbersBound + function.name.count, &next)
      encoder.putFunction(function)
      try checkRecord(next)
    }
    try unsafe write(commit.deltas, payload, &next)
    try write(extras.removedEdges, &next) { encoder, list in encoder.putEdges(.removeEdge, list) }
    try write(extras.addedEdges, &next) { encoder, list in encoder.putEdges(.addEdge, list) }
    try write(commit.removals, &next) { encoder, list in encoder.putRemovals(list) }
    try write(extras.frees, &next) { encoder, list in encoder.putFrames(.free, list) }
    next.pageCount += Int64(commit.creations.count) - Int64(commit.removals.count)
    next.commitCount += 1
    next.deltaCount += UInt64(commit.deltas.count)
    try makeRoom(LogEncoder.numbersBound, &next)
    encoder.putCommit(
      recordCount: encoder.sequence - position.sequence, pageCount: next.pageCount,
      policy: commit.policy, isAfterSync: extras.isAfterSync)
    try checkRecord(next)
  }

  /// Writes a list as records, each with as many items as a record takes.
  private mutating func write<Item>(
    _ list: [Item], _ next: inout LogPosition,
    _ put: (inout LogEncoder, ArraySlice<Item>) -> Int
  ) throws(LogError) {
    var index = 0
    while index < list.count {
      try makeRoom(encoder.bound(items: list.count - index), &next)
      index += put(&encoder, list[index...])
      try checkRecord(next)
    }
  }

  @unsafe
  private mutating func write(
    _ deltas: DeltaBatch, _ payload: UnsafeRawBufferPointer, _ next: inout LogPosition
  ) throws(LogError) {
    var row = 0
    while row < deltas.count {
      try check(deltas, from: row)
      try makeRoom(encoder.prepareBlock(of: deltas, from: row, indexes: indexes), &next)
      row = unsafe encoder.putBlock(of: deltas, payload)
      try checkRecord(next)
    }
  }

  /// Flushes the buffer if a record of at most `bound` bytes does not fit behind its content.
  private mutating func makeRoom(_ bound: Int, _ next: inout LogPosition) throws(LogError) {
    guard !encoder.hasRoom(for: bound) else { return }
    try flush(&next)
    encoder.grow(for: bound)
  }

  /// Refuses a record, or a commit, that has grown beyond the limits.
  private func checkRecord(_ next: LogPosition) throws(LogError) {
    guard encoder.recordByteCount <= Int(limits.recordByteCount) else {
      throw .tooLarge(
        byteCount: UInt64(encoder.recordByteCount), limit: UInt64(limits.recordByteCount))
    }
    let byteCount = next.offset - position.offset + UInt64(encoder.byteCount)
    guard byteCount <= limits.commitByteCount else {
      throw .tooLarge(byteCount: byteCount, limit: limits.commitByteCount)
    }
  }

  private mutating func flush(_ next: inout LogPosition) throws(LogError) {
    do throws(FileError) {
      try file.write(encoder.takeParts(), at: Int(next.offset))
    } catch {
      throw .file(error)
    }
    Self.countWrite(of: encoder.byteCount)
    next.offset += UInt64(encoder.byteCount)
    encoder.restart()
    next.sequence = encoder.sequence
    next.crc = encoder.crc
  }

  /// Cuts off the bytes of a failed commit, and ends the writer if the system refused.
  private mutating func takeBack(after error: LogError, offset: Int) {
    do throws(FileError) {
      if case .file(let failure) = error { refusal = .poisoned(failure) }
      if offset > Int(position.offset) || refusal != nil {
        try file.truncate(to: Int(position.offset))
      }
    } catch {
      // Readers stop at the last whole commit anyway; only this writer can't continue behind the
      // bytes that are left.
      refusal = refusal ?? .poisoned(error)
    }
  }
}
