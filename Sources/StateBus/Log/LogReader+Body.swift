internal import CFormat
internal import CKernels
internal import Support

// Bodies: what records say. Every length is bounded by the bytes of its record before it is used.
extension LogReader {
  /// Reads the body of a record of the kind that `walk` has entered.
  mutating func readBody(
    _ cursor: inout LogBodyCursor, _ flags: UInt8, _ walk: inout LogWalk,
    into commit: inout Commit
  ) throws(LogFault) {
    switch walk.kind {
    case .delta: try readDelta(&cursor, flags, &walk.registers, into: &commit.deltas)
    case .source: try readSource(&cursor)
    case .create:
      commit.creations.append(try readCreation(&cursor, &walk.registers))
    case .metadata:
      let page = try readPage(&cursor, &walk.registers)
      commit.metadata.append(.init(page: page, metadata: try readMetadata(&cursor)))
    case .remove: commit.removals.append(try readPage(&cursor, &walk.registers))
    case .commit:
      let pageCount = Self.pageCount(position, after: commit)
      try readTotals(&cursor, walk.recordCount, zigzag(UInt64(bitPattern: pageCount)))
    case .close:
      try readTotals(&cursor, position.commitCount, position.deltaCount)
    case .segmentStart: throw .order(walk.kind.rawValue)
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

  private func readPage(
    _ cursor: inout LogBodyCursor, _ registers: inout LogRegisters
  ) throws(LogFault) -> PageID {
    registers.page &+= try cursor.readDifference()
    return PageID(registers.page)
  }

  private func readCreation(
    _ cursor: inout LogBodyCursor, _ registers: inout LogRegisters
  ) throws(LogFault) -> Commit.Creation {
    let id = try readPage(&cursor, &registers)
    let byteCount = try cursor.readNumber(atMost: Int(limits.pageByteCount), or: .overLimit)
    guard byteCount > 0 else { throw .page(.invalidSize(byteCount)) }
    let tag = Int32(try cursor.readNumber(atMost: Int(Int32.max)))
    do throws(PageError) {
      return Commit.Creation(
        id: id, byteCount: byteCount, location: try PageLocation(tag: tag))
    } catch {
      throw .page(error)
    }
  }

  private func readMetadata(_ cursor: inout LogBodyCursor) throws(LogFault) -> Metadata {
    do throws(PageError) {
      return try Metadata(blob: cursor.readBytes(cursor.byteCount))
    } catch {
      throw .page(error)
    }
  }

  @inline(__always)
  private mutating func readDelta(
    _ cursor: inout LogBodyCursor, _ flags: UInt8, _ registers: inout LogRegisters,
    into deltas: inout DeltaBatch
  ) throws(LogFault) {
    registers.id &+= try cursor.readDifference() &+ 1
    registers.page &+= try cursor.readDifference()
    registers.epoch &+= try cursor.readDifference()
    registers.timestamp &+= try cursor.readDifference()
    let source = try cursor.readNumber(atMost: Int(UInt32.max))
    guard source < sources.count else { throw .source(UInt64(source)) }
    let offset = try cursor.readNumber(atMost: Int(limits.pageByteCount), or: .overLimit)
    let room = Int(limits.pageByteCount) - offset
    let count = try cursor.readNumber(atMost: room, or: .overLimit)
    var intent: [UInt8]?
    if flags & UInt8(MMSB_LOG_HAS_INTENT) != 0 {
      intent = cursor.readBytes(try cursor.readNumber(atMost: cursor.byteCount))
    }
    let header = DeltaHeader(
      id: DeltaID(registers.id), page: PageID(registers.page), epoch: Epoch(registers.epoch),
      offset: offset, timestamp: registers.timestamp, source: Source(index: UInt32(source)),
      intent: intent)
    guard let form = DeltaForm(rawValue: flags & UInt8(MMSB_LOG_FORM_MASK)) else { throw .body }
    let coding = flags >> UInt8(MMSB_LOG_CODING_SHIFT) & 3
    try readMask(&cursor, coding: coding, form: form, count: count)
    try append(header, form, count: count, payload: &cursor, to: &deltas)
  }

  /// Reads the mask into `scratch`.
  private mutating func readMask(
    _ cursor: inout LogBodyCursor, coding: UInt8, form: DeltaForm, count: Int
  ) throws(LogFault) {
    guard let coding = LogMaskCoding(rawValue: coding), (coding == .none) == (form == .ones)
    else { throw .body }
    switch coding {
    case .none: return
    case .ones:
      guard cursor.byteCount == count else { throw .body }
      fillScratch(count: count)
    case .raw:
      let byteCount = (count + 7) / 8
      guard byteCount <= cursor.byteCount else { throw .body }
      clearScratch(count: count)
      unsafe scratch.start.copyMemory(from: cursor.read(byteCount), byteCount: byteCount)
    case .rle:
      let runCount = try cursor.readNumber(atMost: cursor.byteCount)
      guard count <= runCount * 127 else { throw .body }
      clearScratch(count: count)
      let runs = unsafe cursor.read(runCount).assumingMemoryBound(to: UInt8.self)
      // Safe: the scratch has room for `count` bits, and the kernel writes none beyond.
      let bits = unsafe backend.kernels.rle_decode(runs, runCount, maskWords, count)
      guard bits == count else { throw .body }
    }
  }

  private func append(
    _ header: DeltaHeader, _ form: DeltaForm, count: Int, payload cursor: inout LogBodyCursor,
    to deltas: inout DeltaBatch
  ) throws(LogFault) {
    let byteCount = cursor.byteCount
    guard form == .sparse || byteCount == count else { throw .body }
    // Safe: the bytes are the rest of the record, the words those that `readMask` made.
    let payload = unsafe RawSpan(_unsafeStart: cursor.read(byteCount), byteCount: byteCount)
    do throws(DeltaError) {
      guard form != .ones else { return try deltas.append(header, bytes: payload) }
      let words = unsafe UnsafePointer(maskWords)
      let mask = unsafe Span(_unsafeStart: words, count: (count + 63) / 64)
      try deltas.append(
        header, mask: mask, count: count, payload: payload, isSparse: form == .sparse)
    } catch {
      throw .delta(error)
    }
  }

  /// The scratch memory as mask words.
  private var maskWords: UnsafeMutablePointer<UInt64> {
    unsafe scratch.start.assumingMemoryBound(to: UInt64.self)
  }

  private mutating func clearScratch(count: Int) {
    let words = (count + 63) / 64
    scratch.grow(to: words * 8, keeping: 0)
    // Safe: the memory has just been made large enough.
    unsafe maskWords.update(repeating: 0, count: words)
  }

  private mutating func fillScratch(count: Int) {
    clearScratch(count: count)
    unsafe maskWords.update(repeating: .max, count: count / 64)
    if count % 64 != 0 { unsafe maskWords[count / 64] = (1 << UInt64(count % 64)) - 1 }
  }
}
