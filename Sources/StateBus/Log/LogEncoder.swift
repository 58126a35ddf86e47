internal import CFormat
internal import CKernels
internal import Support

/// Builds consecutive records in a reusable buffer.
///
/// Costs one pass of CRC and a copy of payloads under 16 KiB, and allocates only when a record
/// outgrows the buffer. Callers make room for a record's bound before they add the record.
@safe
struct LogEncoder: ~Copyable {
  /// Sequence and CRC of the last record built.
  var sequence: UInt64 = 0
  var crc: UInt32 = 0
  /// Bytes in the buffer, and payload bytes that stay in the callers' memory.
  private var builtByteCount = 0
  private var lentByteCount = 0
  /// The parts before `cut`, including lent payloads.
  private var parts: [BytePart] = []
  private var cut = 0
  /// Bytes of the last record.
  private(set) var recordByteCount = 0

  private var buffer: LogBuffer
  private var block = LogBlockDraft()
  private let backend: Backend
  private let seed: UInt32
  private let recordLimit: Int
  private let listLimit: Int
  private var lastPage: UInt64 = 0
  private var recordStart = 0

  /// An upper bound of the bytes of a frame, a CRC and the numbers of one item.
  static let numbersBound = 96
  /// An upper bound of the bytes of one list item.
  private static let itemBound = 32

  /// An encoder for the log whose header has the CRC `seed`; splits a list or block whose record
  /// would exceed the limit.
  init(capacity: Int, seed: UInt32, recordLimit: UInt32, backend: Backend) {
    buffer = LogBuffer(capacity: capacity)
    self.seed = seed
    self.recordLimit = Int(recordLimit)
    listLimit = min(1024, max(1, (self.recordLimit - Self.numbersBound) / Self.itemBound))
    self.backend = backend
  }

  /// Discards the bytes built and resets the last page; the next record follows `position`.
  mutating func begin(after position: LogPosition) {
    sequence = position.sequence
    crc = position.crc
    lastPage = 0
    restart()
  }

  /// Bytes built and not yet written.
  var byteCount: Int { builtByteCount + lentByteCount }

  /// Answers the bytes built so far, which the caller writes before any other call.
  mutating func takeParts() -> [BytePart] {
    cutPart()
    return parts
  }

  /// Whether a record of at most `bound` bytes fits behind the bytes built.
  func hasRoom(for bound: Int) -> Bool {
    buffer.capacity - builtByteCount >= bound && byteCount < LogWriter.writeByteCount
  }

  /// Discards the bytes built, which the caller has written.
  mutating func restart() {
    (builtByteCount, lentByteCount, cut) = (0, 0, 0)
    parts.removeAll(keepingCapacity: true)
  }

  /// Makes room for a record in an empty buffer.
  mutating func grow(for bound: Int) { buffer.grow(to: bound, keeping: 0) }

  /// Makes the bytes behind `cut` a part of their own.
  private mutating func cutPart() {
    guard builtByteCount > cut else { return }
    // Safe: the bytes were built, and the buffer grows only while it is empty.
    parts.append(unsafe BytePart(start: buffer.start + cut, byteCount: builtByteCount - cut))
    cut = builtByteCount
  }
}

// Records of single items. Safe in this whole extension: the caller made room for the record's
// bound.
extension LogEncoder {
  mutating func putSource(_ index: UInt32, name: [UInt8]) {
    open()
    put(UInt64(index))
    put(name)
    close(.source)
  }

  mutating func putMetadata(_ page: PageID, blob: [UInt8]) {
    open()
    putPage(page)
    put(blob)
    close(.metadata)
  }

  mutating func putFunction(_ function: CommitExtras.Function) {
    open()
    putPage(function.page)
    put(function.version)
    put(function.name)
    close(.function)
  }

  mutating func putCommit(
    recordCount: UInt64, pageCount: Int64, policy: EpochPolicy, isAfterSync: Bool
  ) {
    open()
    put(recordCount)
    put(LogNumber.zigzag(UInt64(bitPattern: pageCount)))
    let flags =
      (isAfterSync ? MMSB_LOG_COMMIT_AFTER_SYNC : 0)
      | (policy == .unchecked ? MMSB_LOG_COMMIT_UNCHECKED_EPOCHS : 0)
    close(.commit, flags: UInt8(flags))
  }

  mutating func putClose(commitCount: UInt64, deltaCount: UInt64) {
    open()
    put(commitCount)
    put(deltaCount)
    close(.close)
  }
}

// Records of lists. Safe as above: room was made for `bound` of all items that are left.
extension LogEncoder {
  /// An upper bound of the bytes of the next record, with that many items left to write.
  func bound(items: Int) -> Int {
    Self.numbersBound + min(items, listLimit) * Self.itemBound
  }

  /// Adds as many of these creations as one record takes; answers their count.
  mutating func putCreations(_ list: ArraySlice<Commit.Creation>) -> Int {
    putList(.create, list) { encoder, creation in
      encoder.putPage(creation.id)
      encoder.put(UInt64(creation.byteCount))
      encoder.put(UInt64(creation.location.rawValue))
    }
  }

  /// Adds as many of these removals as one record takes; answers their count.
  mutating func putRemovals(_ list: ArraySlice<PageID>) -> Int {
    putList(.remove, list) { encoder, page in encoder.putPage(page) }
  }

  /// Adds as many of these edges, added or removed, as one record takes; answers their count.
  mutating func putEdges(_ kind: LogRecordKind, _ list: ArraySlice<CommitExtras.Edge>) -> Int {
    putList(kind, list) { encoder, edge in
      encoder.put(UInt64(edge.kind))
      encoder.putPage(edge.from)
      encoder.putPage(edge.to)
    }
  }

  /// Adds as many of these runs of frames, allocated or freed, as one record takes; answers their
  /// count.
  mutating func putFrames(_ kind: LogRecordKind, _ list: ArraySlice<CommitExtras.Frames>) -> Int {
    putList(kind, list) { encoder, frames in
      encoder.put(UInt64(frames.file))
      encoder.put(frames.first)
      encoder.put(frames.count)
    }
  }

  @inline(__always)
  private mutating func putList<Item>(
    _ kind: LogRecordKind, _ list: ArraySlice<Item>, _ putItem: (inout LogEncoder, Item) -> Void
  ) -> Int {
    open()
    for item in list.prefix(listLimit) { putItem(&self, item) }
    close(kind)
    return min(list.count, listLimit)
  }
}

// Blocks of deltas.
extension LogEncoder {
  /// Prepares the block that begins at a row; answers an upper bound of its bytes in the buffer.
  ///
  /// `indexes` maps the batch's source indexes to the log's.
  mutating func prepareBlock(
    of deltas: borrowing DeltaBatch, from row: Int, indexes: [UInt32]
  ) -> Int {
    block.gather(deltas, from: row, indexes: indexes, backend)
    while block.rows.count > 1, Self.numbersBound + block.bound > recordLimit {
      let half = row + block.rows.count / 2
      block.gather(deltas, from: row, before: half, indexes: indexes, backend)
    }
    let lent = block.payload.count < Self.lentBound ? 0 : block.payload.count
    return Self.numbersBound + block.bound - lent
  }

  /// Adds the block that was prepared; answers the row behind it.
  ///
  /// `payload` is the batch's payload, valid until the bytes built are written.
  @unsafe
  mutating func putBlock(
    of deltas: borrowing DeltaBatch, _ payload: UnsafeRawBufferPointer
  ) -> Int {
    open()
    let start = unsafe buffer.start + builtByteCount
    builtByteCount += unsafe block.storeHead(deltas, at: start) - start
    unsafe close(.block, payload: UnsafeRawBufferPointer(rebasing: payload[block.payload]))
    return block.rows.upperBound
  }
}

// Bytes. Safe in this whole extension: the caller made room for the record's bound.
extension LogEncoder {
  /// Begins a record, which `close` ends.
  private mutating func open() {
    recordStart = builtByteCount
    builtByteCount += LogFrame.byteCount
  }

  /// Ends a record with its frame in front and its CRC, which continues that of the record before.
  private mutating func close(_ kind: LogRecordKind, flags: UInt8 = 0) {
    let frame = putFrame(kind, flags: flags, byteCount: builtByteCount - recordStart + 4)
    // The checked call, for the end of a commit or a log, detects a tampered backend.
    crc = unsafe frame.recordCRC(
      at: buffer.start + recordStart, continuing: crc, backend,
      isChecked: kind == .commit || kind == .close)
    putCRC()
  }

  /// Ends a record with a payload behind the bytes built: a payload under `lentBound` is copied in
  /// the pass that computes the CRC, a longer one stays in the caller's memory.
  @unsafe
  private mutating func close(_ kind: LogRecordKind, payload: UnsafeRawBufferPointer) {
    let headByteCount = builtByteCount - recordStart
    let frame = putFrame(kind, byteCount: headByteCount + payload.count + 4)
    crc = unsafe frame.headCRC(
      at: buffer.start + recordStart, bodyByteCount: headByteCount - LogFrame.byteCount,
      continuing: crc, backend)
    if let source = unsafe payload.baseAddress?.assumingMemoryBound(to: UInt8.self) {
      if payload.count < Self.lentBound {
        let target = unsafe (buffer.start + builtByteCount).assumingMemoryBound(to: UInt8.self)
        crc = unsafe backend.kernels.crc32c_copy(crc, source, target, payload.count)
        builtByteCount += payload.count
      } else {
        crc = unsafe backend.kernels.crc32c(crc, source, payload.count)
        cutPart()
        parts.append(unsafe BytePart(start: source, byteCount: payload.count))
        lentByteCount += payload.count
      }
    }
    putCRC()
  }

  /// The least bytes of a payload that is written from the caller's memory.
  private static let lentBound = 16 << 10

  private mutating func putFrame(
    _ kind: LogRecordKind, flags: UInt8 = 0, byteCount: Int
  ) -> LogFrame {
    sequence += 1
    recordByteCount = byteCount
    let frame = LogFrame(byteCount: byteCount, kind: kind, flags: flags, sequence: sequence)
    unsafe frame.store(at: buffer.start + recordStart, seed: seed, backend)
    return frame
  }

  private mutating func putCRC() {
    unsafe buffer.start.storeBytes(of: crc, toByteOffset: builtByteCount, as: UInt32.self)
    builtByteCount += 4
  }

  @inline(__always)
  private mutating func putPage(_ page: PageID) {
    put(LogNumber.zigzag(page.rawValue &- lastPage))
    lastPage = page.rawValue
  }

  @inline(__always)
  private mutating func put(_ number: UInt64) {
    let start = unsafe buffer.start + builtByteCount
    builtByteCount += unsafe LogNumber.store(number, at: start) - start
  }

  private mutating func put(_ bytes: [UInt8]) {
    unsafe bytes.withUnsafeBytes { source in
      guard let first = source.baseAddress else { return }
      unsafe (buffer.start + builtByteCount).copyMemory(from: first, byteCount: source.count)
    }
    builtByteCount += bytes.count
  }
}
