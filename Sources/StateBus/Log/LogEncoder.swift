internal import CFormat
internal import CKernels
internal import Support

/// Builds records, one behind the other, in a reusable buffer.
///
/// Costs a copy of the payload and one pass of CRC, and allocates only when a record outgrows the
/// buffer. Callers make room first, for a record's bound.
@safe
struct LogEncoder: ~Copyable {
  /// Sequence and CRC of the last record built.
  var sequence: UInt64 = 0
  var crc: UInt32 = 0
  /// Bytes built and not yet taken.
  private(set) var byteCount = 0
  /// Bytes of the last record.
  private(set) var recordByteCount = 0

  private var buffer: LogBuffer
  let backend: Backend
  private var registers = LogRegisters()
  private var recordStart = 0

  /// More than the numbers of any record and its frame take.
  static let numbersBound = 96

  init(capacity: Int, backend: Backend) {
    buffer = LogBuffer(capacity: capacity)
    self.backend = backend
  }

  /// Forgets what was built and what ids are relative to; the next record follows `position`.
  mutating func begin(after position: LogPosition) {
    sequence = position.sequence
    crc = position.crc
    registers = LogRegisters()
    byteCount = 0
  }

  /// The bytes built so far.
  var bytes: RawSpan {
    @_lifetime(borrow self)
    get {
      let built = unsafe RawSpan(_unsafeStart: buffer.start, byteCount: byteCount)
      return unsafe _overrideLifetime(built, borrowing: self)
    }
  }

  /// Whether a record of that bound fits behind what is built.
  func hasRoom(for bound: Int) -> Bool { buffer.capacity - byteCount >= bound }

  /// Forgets the bytes built, which the caller has written, and makes room for a record.
  mutating func restart(roomFor bound: Int) {
    byteCount = 0
    buffer.grow(to: bound, keeping: 0)
  }
}

// Records. Safe, all through: the caller made room for the record's bound.
extension LogEncoder {
  mutating func putSource(_ index: UInt32, name: [UInt8]) {
    open(.source)
    put(UInt64(index))
    put(name)
    close()
  }

  mutating func putCreation(_ creation: Commit.Creation) {
    open(.create)
    putPage(creation.id.rawValue)
    put(UInt64(creation.byteCount))
    put(UInt64(creation.location.rawValue))
    close()
  }

  mutating func putMetadata(_ page: PageID, blob: [UInt8]) {
    open(.metadata)
    putPage(page.rawValue)
    put(blob)
    close()
  }

  mutating func putRemoval(_ page: PageID) {
    open(.remove)
    putPage(page.rawValue)
    close()
  }

  mutating func putCommit(recordCount: UInt64, pageCount: Int64) {
    open(.commit)
    put(recordCount)
    put(zigzag(UInt64(bitPattern: pageCount)))
    seal()
  }

  mutating func putClose(commitCount: UInt64, deltaCount: UInt64) {
    open(.close)
    put(commitCount)
    put(deltaCount)
    seal()
  }

  /// Adds a delta: what its row says, with its source's index in the log.
  mutating func putDelta(_ row: borrowing DeltaRow, source: UInt32, intent: [UInt8]?) {
    var coding = LogMaskCoding.none
    if row.form != .ones { coding = .candidate(row.mask, count: row.count) }
    let flagsAt = byteCount + 7
    open(.delta)
    put(zigzag(row.id.rawValue &- registers.id &- 1))
    putPage(row.page.rawValue)
    put(zigzag(row.epoch.rawValue &- registers.epoch))
    put(zigzag(row.timestamp &- registers.timestamp))
    registers.id = row.id.rawValue
    registers.epoch = row.epoch.rawValue
    registers.timestamp = row.timestamp
    put(UInt64(source))
    put(UInt64(row.offset))
    put(UInt64(row.count))
    if let intent {
      put(UInt64(intent.count))
      put(intent)
    }
    if coding == .rle, !putRuns(of: row.mask, count: row.count) { coding = .raw }
    if coding == .raw {
      let byteCount = (row.count + 7) / 8
      unsafe row.mask.withUnsafeBytes { unsafe put($0.baseAddress, byteCount) }
    }
    unsafe row.payload.withUnsafeBytes { unsafe put($0.baseAddress, row.payload.byteCount) }
    let flags =
      row.form.rawValue | coding.rawValue << UInt8(MMSB_LOG_CODING_SHIFT)
      | (intent == nil ? 0 : UInt8(MMSB_LOG_HAS_INTENT))
    unsafe buffer.start.storeBytes(of: flags, toByteOffset: flagsAt, as: UInt8.self)
    close()
  }

  /// A bound of the bytes of a delta's record, with room to try run lengths.
  static func bound(of extent: DeltaExtent, intentByteCount: Int) -> Int {
    let runs = extent.form == .ones ? 0 : Int(extent.count)
    return numbersBound + intentByteCount + extent.wordCount * 8 + runs + Int(extent.payloadCount)
  }
}

// Bytes. Safe, all through: the caller made room for the record's bound.
extension LogEncoder {
  /// Begins a record; `close` or `seal` ends it.
  private mutating func open(_ kind: LogRecordKind) {
    sequence += 1
    recordStart = byteCount
    let frame = mmsb_log_frame(
      byte_count: 0, sequence: UInt16(truncatingIfNeeded: sequence), kind: kind.rawValue, flags: 0)
    unsafe buffer.start.storeBytes(of: frame, toByteOffset: byteCount, as: mmsb_log_frame.self)
    byteCount += MemoryLayout<mmsb_log_frame>.size
  }

  /// Ends a record with its CRC, which continues that of the record before it.
  private mutating func close() {
    let length = measure()
    let start = unsafe buffer.start + recordStart
    finish(crc: unsafe backend.kernels.crc32c(crc, start, length))
  }

  /// Ends a record like `close`, through the checked call: what a tampered backend does shows here.
  private mutating func seal() {
    let length = measure()
    let record = unsafe RawSpan(_unsafeStart: buffer.start + recordStart, byteCount: length)
    finish(crc: backend.crc32c(of: record, continuing: crc))
  }

  /// Writes the length into the frame; answers how many bytes the CRC covers.
  private mutating func measure() -> Int {
    recordByteCount = byteCount - recordStart + 4
    // A length beyond 32 bits is beyond every limit: the writer takes the record back.
    let length = UInt32(truncatingIfNeeded: recordByteCount)
    unsafe buffer.start.storeBytes(of: length, toByteOffset: recordStart, as: UInt32.self)
    return recordByteCount - 4
  }

  private mutating func finish(crc: UInt32) {
    self.crc = crc
    unsafe buffer.start.storeBytes(of: crc, toByteOffset: byteCount, as: UInt32.self)
    byteCount += 4
  }

  private mutating func putPage(_ page: UInt64) {
    put(zigzag(page &- registers.page))
    registers.page = page
  }

  /// Writes a number, seven bits a byte, the least significant first.
  @inline(__always)
  private mutating func put(_ number: UInt64) {
    var rest = number
    let start = unsafe buffer.start
    var at = byteCount
    while rest >= 0x80 {
      unsafe start.storeBytes(
        of: UInt8(truncatingIfNeeded: rest) | 0x80, toByteOffset: at, as: UInt8.self)
      rest &>>= 7
      at += 1
    }
    unsafe start.storeBytes(of: UInt8(truncatingIfNeeded: rest), toByteOffset: at, as: UInt8.self)
    byteCount = at + 1
  }

  private mutating func put(_ bytes: [UInt8]) {
    unsafe bytes.withUnsafeBytes { unsafe put($0.baseAddress, bytes.count) }
  }

  private mutating func put(_ bytes: UnsafeRawPointer?, _ count: Int) {
    guard count > 0, let bytes = unsafe bytes else { return }
    unsafe (buffer.start + byteCount).copyMemory(from: bytes, byteCount: count)
    byteCount += count
  }

  /// Writes run lengths behind their count, or nothing if the bits themselves take no more bytes.
  private mutating func putRuns(of mask: Span<UInt64>, count: Int) -> Bool {
    // The runs are made behind the longest count and moved up to the one they get.
    let scratch = unsafe buffer.start + byteCount + 10
    let length = unsafe mask.withUnsafeBufferPointer { words in
      // Safe: a mask that is not all ones has words.
      unsafe words.baseAddress.map {
        unsafe backend.kernels.rle_encode($0, count, scratch.assumingMemoryBound(to: UInt8.self))
      } ?? 0
    }
    guard length < (count + 7) / 8 else { return false }
    put(UInt64(length))
    unsafe (buffer.start + byteCount).copyMemory(from: scratch, byteCount: length)
    byteCount += length
    return true
  }
}
