internal import CFormat
internal import Support

// Bodies of records. Every length is bounded by the bytes of its record before it is used.
extension LogReader {
  /// Checks a record of any kind but block and reads its body; answers the record's CRC.
  @unsafe
  mutating func readBody(
    _ start: UnsafeRawPointer, _ frame: LogFrame, _ cursor: inout LogBodyCursor,
    _ walk: inout LogWalk, into commit: inout Commit
  ) throws(LogStop) -> UInt32 {
    let crc = unsafe try check(start, frame, walk)
    do throws(LogFault) {
      try walk.enter(frame, limits: limits)
      try readItems(&cursor, frame.flags, &walk, into: &commit)
      guard cursor.byteCount == 0 else { throw .body }
    } catch { throw .fault(error) }
    return crc
  }

  private mutating func readItems(
    _ cursor: inout LogBodyCursor, _ flags: UInt8, _ walk: inout LogWalk,
    into commit: inout Commit
  ) throws(LogFault) {
    switch walk.kind {
    case .source: try readSource(&cursor)
    case .allocate: try readFrames(&cursor, into: &commit.extras.allocations)
    case .create: try readCreations(&cursor, &walk.page, into: &commit.creations)
    case .metadata:
      let page = try readPage(&cursor, &walk.page)
      commit.metadata.append(.init(page: page, metadata: try readMetadata(&cursor)))
    case .function:
      let (page, version) = (try readPage(&cursor, &walk.page), try cursor.readNumber())
      let name = cursor.readBytes(cursor.byteCount)
      commit.extras.functions.append(.init(page: page, name: name, version: version))
    case .removeEdge: try readEdges(&cursor, &walk.page, into: &commit.extras.removedEdges)
    case .addEdge: try readEdges(&cursor, &walk.page, into: &commit.extras.addedEdges)
    case .remove:
      try readList(&cursor) { cursor throws(LogFault) in
        commit.removals.append(try readPage(&cursor, &walk.page))
      }
    case .free: try readFrames(&cursor, into: &commit.extras.frees)
    case .commit:
      let pageCount = Self.pageCount(position, after: commit)
      try readTotals(
        &cursor, walk.recordCount, LogNumber.zigzag(UInt64(bitPattern: pageCount)))
      commit.extras.isAfterSync = flags & UInt8(MMSB_LOG_COMMIT_AFTER_SYNC) != 0
      let isUnchecked = flags & UInt8(MMSB_LOG_COMMIT_UNCHECKED_EPOCHS) != 0
      commit.policy = isUnchecked ? .unchecked : .monotone
    case .close:
      try readTotals(&cursor, position.commitCount, position.deltaCount)
    case .segmentStart, .block: throw .order(walk.kind.rawValue)
    }
  }

  private func readTotals(
    _ cursor: inout LogBodyCursor, _ first: UInt64, _ second: UInt64
  ) throws(LogFault) {
    guard try cursor.readNumber() == first, try cursor.readNumber() == second else {
      throw .totals
    }
  }

  private mutating func readSource(_ cursor: inout LogBodyCursor) throws(LogFault) {
    let index = try cursor.readNumber()
    guard index == sources.count else { throw .source(index) }
    let source = sources.intern(cursor.readBytes(cursor.byteCount))
    guard source.index == index else { throw .source(index) }
  }

  /// Reads items to the end of the body, at least one.
  @inline(__always)
  private func readList(
    _ cursor: inout LogBodyCursor, _ readItem: (inout LogBodyCursor) throws(LogFault) -> Void
  ) throws(LogFault) {
    repeat { try readItem(&cursor) } while cursor.byteCount > 0
  }

  private func readPage(
    _ cursor: inout LogBodyCursor, _ last: inout UInt64
  ) throws(LogFault) -> PageID {
    last &+= try cursor.readDifference()
    return PageID(last)
  }

  private func readCreations(
    _ cursor: inout LogBodyCursor, _ last: inout UInt64, into list: inout [Commit.Creation]
  ) throws(LogFault) {
    try readList(&cursor) { cursor throws(LogFault) in
      let id = try readPage(&cursor, &last)
      let byteCount = try cursor.readNumber(atMost: Int(limits.pageByteCount), or: .overLimit)
      guard byteCount > 0 else { throw .page(.invalidSize(byteCount)) }
      let tag = Int32(try cursor.readNumber(atMost: Int(Int32.max)))
      list.append(.init(id: id, byteCount: byteCount, location: try Self.location(tag)))
    }
  }

  private static func location(_ tag: Int32) throws(LogFault) -> PageLocation {
    do throws(PageError) { return try PageLocation(tag: tag) } catch { throw .page(error) }
  }

  private func readMetadata(_ cursor: inout LogBodyCursor) throws(LogFault) -> Metadata {
    do throws(PageError) {
      return try Metadata(blob: cursor.readBytes(cursor.byteCount))
    } catch {
      throw .page(error)
    }
  }

  private func readEdges(
    _ cursor: inout LogBodyCursor, _ last: inout UInt64, into list: inout [CommitExtras.Edge]
  ) throws(LogFault) {
    try readList(&cursor) { cursor throws(LogFault) in
      let kind = UInt32(try cursor.readNumber(atMost: Int(UInt32.max)))
      let from = try readPage(&cursor, &last)
      list.append(.init(kind: kind, from: from, to: try readPage(&cursor, &last)))
    }
  }

  private func readFrames(
    _ cursor: inout LogBodyCursor, into list: inout [CommitExtras.Frames]
  ) throws(LogFault) {
    let bound = 1 << Int(MMSB_LOG_NUMBER_BITS)
    try readList(&cursor) { cursor throws(LogFault) in
      let file = UInt32(try cursor.readNumber(atMost: Int(UInt32.max)))
      let first = try cursor.readNumber(atMost: bound - 1, or: .overLimit)
      let count = try cursor.readNumber(atMost: bound - first, or: .overLimit)
      guard count > 0 else { throw .body }
      list.append(.init(file: file, first: UInt64(first), count: UInt64(count)))
    }
  }
}

// Blocks: rows of deltas, decoded column by column straight into the batch. If decoding fails, the
// batch is unusable.
extension LogReader {
  /// Reads a block and checks it; answers the block's CRC.
  ///
  /// One pass over the payload copies it and computes its CRC, so the columns are read before the
  /// CRC is known. A wrong CRC is reported before a fault in the columns.
  @unsafe
  mutating func readBlock(
    _ start: UnsafeRawPointer, _ frame: LogFrame, _ cursor: inout LogBodyCursor,
    _ walk: inout LogWalk, into commit: inout Commit
  ) throws(LogStop) -> UInt32 {
    var entered = walk
    do throws(LogFault) {
      try entered.enter(frame, limits: limits)
      try readColumns(&cursor, into: &commit.deltas)
    } catch {
      _ = unsafe try check(start, frame, walk)
      throw .fault(error)
    }
    let headByteCount = frame.byteCount - LogFrame.overhead - cursor.byteCount
    let head = unsafe frame.headCRC(
      at: start, bodyByteCount: headByteCount, continuing: walk.crc, backend)
    // Safe: the bytes are the rest of the record.
    let computed = unsafe commit.deltas.appendPayload(
      cursor.readRest(), summedUpFrom: head, backend)
    let stored = unsafe frame.storedCRC(at: start)
    guard stored == computed else {
      throw .fault(.checksum(stored: stored, computed: computed))
    }
    walk = entered
    return computed
  }

  /// Reads all of a block but its payload.
  private mutating func readColumns(
    _ cursor: inout LogBodyCursor, into deltas: inout DeltaBatch
  ) throws(LogFault) {
    let count = try cursor.readNumber(atMost: Int(MMSB_LOG_BLOCK_ROWS))
    guard count > 0 else { throw .body }
    try Self.read(&cursor, into: &deltas.ids, count)
    try Self.read(&cursor, into: &deltas.pages, count)
    try Self.read(&cursor, into: &deltas.epochs, count)
    try Self.read(&cursor, into: &deltas.timestamps, count)
    try rows.readColumns(&cursor, count: count)
    try rows.check(limits, sourceCount: sources.count)
    try rows.readIntents(&cursor, into: &deltas)
    let maskStart = deltas.maskWords.count
    try rows.readMasks(&cursor, into: &deltas.maskWords, backend)
    guard cursor.byteCount == rows.payloadByteCount else {
      throw .payload(expected: rows.payloadByteCount, found: cursor.byteCount)
    }
    rows.append(to: &deltas, payloadStart: deltas.payload.count, maskStart: maskStart)
  }

  @inline(__always)
  private static func read(
    _ cursor: inout LogBodyCursor, into column: inout [UInt64], _ count: Int
  ) throws(LogFault) {
    try unsafe column.extend(by: count) { values throws(LogFault) in
      unsafe try LogColumn.read(&cursor, into: values, count: count)
    }
  }
}
