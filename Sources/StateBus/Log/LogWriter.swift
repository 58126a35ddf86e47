package import Support

/// Appends commits to a log file.
///
/// What an append has answered survives the end of the process, not of the machine (durability
/// "process"): the bytes are written, not synced. A commit counts once its commit record is
/// written; a failed write leaves the log at the last whole commit and poisons the writer. One
/// owner writes at a time. Appending costs one copy, one pass of CRC, and one system call for each
/// 256 KiB.
public struct LogWriter: ~Copyable {
  /// The end of the last whole commit.
  public private(set) var position: LogPosition
  /// What this log may hold.
  public let limits: LogLimits
  /// How the file ended when it was opened; `open` for a new log.
  public let tailFound: LogTail
  /// Bytes that opening cut off because they were no whole commit.
  public let droppedByteCount: Int
  /// Names of the sources, by their index in the log.
  public private(set) var sources: SourceTable

  /// The segment's file, so that a sync can go on beside appending.
  package let file: File
  private var encoder: LogEncoder
  private var poison: FileError?
  /// The last append's table, and the indexes of its names in the log.
  private var callers = SourceTable()
  private var indexes: [UInt32] = [0]

  /// The most that one system call writes of a commit of smaller records.
  package static let bufferByteCount = 256 << 10

  /// Makes a log file; a file of that name is an error, never overwritten.
  ///
  /// - Parameters:
  ///   - predecessor: the end of the segment that this one continues, nil for a log's first.
  ///   - logID: what keeps this log's records from being taken for another's; drawn unless given.
  public init(
    creating path: String, limits: LogLimits = LogLimits(),
    following predecessor: LogPosition? = nil,
    logID: UInt64 = .random(in: 0...UInt64.max), backend: Backend
  ) throws(LogError) {
    try self.init(
      creating: path, limits: limits, following: predecessor, logID: logID, backend: backend,
      disk: SystemDisk())
  }

  /// Makes a log file on a disk.
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
  ///
  /// The header is read back as it was made, so that a backend whose checksums are wrong is noticed
  /// before anything depends on them.
  package init(
    file: File, limits: LogLimits, following predecessor: LogPosition? = nil,
    logID: UInt64, backend: Backend
  ) throws(LogError) {
    let bytes = LogHeader.encode(
      limits: limits, logID: logID, following: predecessor, backend: backend)
    let header = try LogHeader(
      bytes, path: file.path, following: predecessor, backend: backend)
    do throws(FileError) { try file.write(bytes.span.raw, at: 0) } catch { throw .file(error) }
    Self.countWrite(of: bytes.count)
    self.init(
      file: file, limits: limits, position: header.start, tail: .open, dropped: 0,
      sources: SourceTable(), backend: backend)
  }

  init(
    file: File, limits: LogLimits, position: LogPosition, tail: LogTail, dropped: Int,
    sources: SourceTable, backend: Backend
  ) {
    self.file = file
    self.limits = limits
    self.position = position
    tailFound = tail
    droppedByteCount = dropped
    self.sources = sources
    encoder = LogEncoder(capacity: Self.bufferByteCount, backend: backend)
  }

  /// Appends a commit whole or not at all; answers the log's end with it.
  @discardableResult
  public mutating func append(_ commit: borrowing Commit) throws(LogError) -> LogPosition {
    if let poison { throw .poisoned(poison) }
    try check(commit)
    let table = mapNames(of: commit.sources)
    var next = position
    do throws(LogError) {
      try write(commit, sources: table, advancing: &next)
    } catch {
      takeBack(after: error, offset: Int(next.offset))
      (callers, indexes) = (SourceTable(), [0])
      throw error
    }
    countRecords(to: next)
    EngineCounters.lane.add(1, to: .logCommitsWritten)
    position = next
    self.sources = table
    return position
  }

  /// Ends the log: its readers can tell that nothing is missing behind the last commit. Answers the
  /// final position.
  @discardableResult
  public consuming func close() throws(LogError) -> LogPosition { try writeClose() }

  /// Ends this segment, synced, and goes on in a new one; answers the position where it begins.
  public mutating func rotate(to path: String) throws(LogError) -> LogPosition {
    let end = try writeClose()
    do throws(FileError) { try file.syncData() } catch {
      poison = error
      throw .file(error)
    }
    self = try LogWriter(
      creating: path, limits: limits, following: end, logID: end.logID, backend: encoder.backend)
    return position
  }

  private mutating func writeClose() throws(LogError) -> LogPosition {
    if let poison { throw .poisoned(poison) }
    encoder.begin(after: position)
    encoder.putClose(commitCount: position.commitCount, deltaCount: position.deltaCount)
    var next = position
    do throws(LogError) {
      try flush(&next)
    } catch {
      takeBack(after: error, offset: Int(next.offset))
      throw error
    }
    countRecords(to: next)
    return next
  }

  private func countRecords(to next: LogPosition) {
    EngineCounters.lane.add(Int(next.sequence - position.sequence), to: .logRecordsWritten)
  }

  private static func countWrite(of byteCount: Int) {
    let lane = EngineCounters.lane
    lane.add(1, to: .logWrites)
    lane.add(byteCount, to: .logBytesWritten)
  }
}

extension LogWriter {
  /// Refuses what the log can't hold, before anything is written.
  private func check(_ commit: borrowing Commit) throws(LogError) {
    let limit = limits.pageByteCount
    for creation in commit.creations {
      precondition(creation.byteCount > 0, "a page has at least one byte")
      guard creation.byteCount <= Int(limit) else {
        throw .pageTooLarge(creation.id, byteCount: creation.byteCount, limit: limit)
      }
    }
    let extents = commit.deltas.extents.span
    let indexes = commit.deltas.sources.span
    let sourceCount = commit.sources.count
    for row in extents.indices {
      guard extents[row].end <= Int(limit) else {
        let page = PageID(commit.deltas.pages[row])
        throw .pageTooLarge(page, byteCount: extents[row].end, limit: limit)
      }
      guard Int(indexes[row]) < sourceCount else {
        throw .unknownSource(row: row, Source(index: indexes[row]))
      }
    }
  }

  /// The log's table with the caller's names added, and `indexes` from the caller's to the log's.
  private mutating func mapNames(of commit: SourceTable) -> SourceTable {
    // Usually the table is that of last time, perhaps with a few names more: only those are mapped.
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
    _ commit: borrowing Commit, sources table: SourceTable, advancing next: inout LogPosition
  ) throws(LogError) {
    encoder.begin(after: position)
    for index in sources.count..<table.count {
      let name = table.name(of: Source(index: UInt32(index))) ?? []
      try makeRoom(LogEncoder.numbersBound + name.count, &next)
      encoder.putSource(UInt32(index), name: name)
      try checkRecord(next)
    }
    for creation in commit.creations {
      try makeRoom(LogEncoder.numbersBound, &next)
      encoder.putCreation(creation)
      try checkRecord(next)
    }
    for change in commit.metadata {
      let blob = change.metadata.blob
      try makeRoom(LogEncoder.numbersBound + blob.count, &next)
      encoder.putMetadata(change.page, blob: blob)
      try checkRecord(next)
    }
    try write(commit.deltas, advancing: &next)
    for page in commit.removals {
      try makeRoom(LogEncoder.numbersBound, &next)
      encoder.putRemoval(page)
      try checkRecord(next)
    }
    next.pageCount += Int64(commit.creations.count) - Int64(commit.removals.count)
    next.commitCount += 1
    next.deltaCount += UInt64(commit.deltas.count)
    try makeRoom(LogEncoder.numbersBound, &next)
    encoder.putCommit(
      recordCount: encoder.sequence - position.sequence, pageCount: next.pageCount)
    try checkRecord(next)
    try flush(&next)
  }

  private mutating func write(
    _ deltas: DeltaBatch, advancing next: inout LogPosition
  ) throws(LogError) {
    for row in 0..<deltas.count {
      let intent = deltas.intent(row)
      let bound = LogEncoder.bound(of: deltas.extents[row], intentByteCount: intent?.count ?? 0)
      try makeRoom(bound, &next)
      encoder.putDelta(
        deltas.row(row), source: indexes[Int(deltas.sources[row])], intent: intent)
      try checkRecord(next)
    }
  }

  /// Writes what is built if a record of that bound would not fit behind it.
  private mutating func makeRoom(_ bound: Int, _ next: inout LogPosition) throws(LogError) {
    guard !encoder.hasRoom(for: bound) else { return }
    try flush(&next)
    encoder.restart(roomFor: bound)
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
      try file.write(encoder.bytes, at: Int(next.offset))
    } catch {
      throw .file(error)
    }
    Self.countWrite(of: encoder.byteCount)
    next.offset += UInt64(encoder.byteCount)
    next.sequence = encoder.sequence
    next.crc = encoder.crc
  }

  /// Cuts off what a commit that failed has left, and takes no more commits if the system refused.
  private mutating func takeBack(after error: LogError, offset: Int) {
    do throws(FileError) {
      if case .file(let refusal) = error { poison = refusal }
      if offset > Int(position.offset) || poison != nil {
        try file.truncate(to: Int(position.offset))
      }
    } catch {
      // Readers stop at the last whole commit anyway; only this writer can't go on behind the rest.
      poison = poison ?? error
    }
  }
}
