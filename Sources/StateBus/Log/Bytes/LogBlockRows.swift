internal import CFormat
internal import CKernels

/// The rows of a block that is being read: columns from a file, checked before they go into the
/// batch.
@safe
struct LogBlockRows: ~Copyable {
  /// The farthest byte of a page that a row reaches.
  private(set) var farthestEnd = 0
  /// Bytes of the rows' payload; known once the masks were read.
  private(set) var payloadByteCount = 0

  private let columns = LogBlockColumns<UInt64>()
  private var count = 0
  private var runRowCount = 0
  /// The bits that any row has set in the columns `form` and `intentLength`.
  private var (allForms, allIntents): (Int, Int) = (0, 0)

  /// The sizes of the rows' masks, bounded by the bytes available.
  struct MaskSizes {
    var wordCount = 0
    var byteCount = 0
  }

  /// Reads the columns of all rows, and the lengths of run-length masks.
  mutating func readColumns(_ cursor: inout LogBodyCursor, count: Int) throws(LogFault) {
    self.count = count
    for column in LogBlockColumn.ofEveryRow {
      // Safe: a column has room for the rows of any block.
      unsafe try LogColumn.read(&cursor, into: columns.start(of: column), count: count)
    }
    (allForms, allIntents, runRowCount) = (0, 0, 0)
    for row in 0..<count {
      allForms |= columns[.form, row]
      allIntents |= columns[.intentLength, row]
    }
    guard allForms != 0 else { return }
    for row in 0..<count where coding(row) == MMSB_LOG_CODING_RLE { runRowCount += 1 }
    guard runRowCount > 0 else { return }
    unsafe try LogColumn.read(
      &cursor, into: columns.start(of: .runLength), count: runRowCount)
  }

  /// Checks sources, ranges and forms.
  mutating func check(_ limits: LogLimits, sourceCount: Int) throws(LogFault) {
    let limit = UInt64(limits.pageByteCount)
    var (source, offset, size, end): (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)
    let (sources, offsets, counts) = unsafe (
      columns.start(of: .source), columns.start(of: .offset), columns.start(of: .count)
    )
    for row in 0..<count {
      unsafe source = max(source, sources[row])
      unsafe offset = max(offset, offsets[row])
      unsafe size = max(size, counts[row])
      unsafe end = max(end, offsets[row] &+ counts[row])
    }
    guard source < UInt64(sourceCount) else { throw .source(source) }
    guard offset <= limit, size <= limit, end <= limit else { throw .overLimit }
    farthestEnd = Int(end)
    guard allForms != 0 else { return }
    for row in 0..<count {
      guard columns[.form, row] & ~Int(MMSB_LOG_FORM_BITS) == 0,
        let form = DeltaForm(rawValue: UInt8(columns[.form, row] & Int(MMSB_LOG_FORM_MASK))),
        (coding(row) == MMSB_LOG_CODING_NONE) == (form == .ones)
      else { throw .body }
    }
  }

  /// Reads the intents that follow the columns.
  func readIntents(
    _ cursor: inout LogBodyCursor, into deltas: inout DeltaBatch
  ) throws(LogFault) {
    guard allIntents != 0 else {
      return deltas.intentIndexes.append(contentsOf: repeatElement(0, count: count))
    }
    for row in 0..<count {
      let length = unsafe columns.start(of: .intentLength)[row]
      guard length > 0 else {
        deltas.intentIndexes.append(0)
        continue
      }
      guard length - 1 <= UInt64(cursor.byteCount) else { throw .body }
      deltas.intents.append(cursor.readBytes(Int(length - 1)))
      deltas.intentIndexes.append(UInt32(deltas.intents.count))
    }
  }

  private func coding(_ row: Int) -> Int {
    columns[.form, row] >> Int(MMSB_LOG_CODING_SHIFT) & Int(MMSB_LOG_FORM_MASK)
  }

  private func form(_ row: Int) -> DeltaForm {
    DeltaForm(rawValue: UInt8(columns[.form, row] & Int(MMSB_LOG_FORM_MASK))) ?? .ones
  }
}

// Masks and extents.
extension LogBlockRows {
  /// Reads the masks that follow the intents, and computes the payload's length from them.
  mutating func readMasks(
    _ cursor: inout LogBodyCursor, into words: inout [UInt64], _ backend: Backend
  ) throws(LogFault) {
    let counts = unsafe columns.start(of: .count)
    guard allForms != 0 else {
      var sum: UInt64 = 0
      for row in 0..<count { unsafe sum &+= counts[row] }
      // The sum can't overflow: at most 1024 rows, none longer than a page may be.
      return payloadByteCount = Int(sum)
    }
    payloadByteCount = 0
    for row in 0..<count { columns[.payloadCount, row] = columns[.count, row] }
    let sizes = try measureMasks(available: cursor.byteCount)
    if sizes.wordCount > 0 {
      try unsafe words.extend(by: sizes.wordCount) { words throws(LogFault) in
        unsafe words.initialize(repeating: 0, count: sizes.wordCount)
        var (next, runRow) = unsafe (words, 0)
        for row in 0..<count where form(row) != .ones {
          unsafe try readMask(&cursor, row, &runRow, into: next, backend)
          unsafe next += (columns[.count, row] + 63) / 64
        }
      }
    }
    for row in 0..<count { payloadByteCount += columns[.payloadCount, row] }
  }

  /// Bounds the masks, and the payload that does not depend on them, by the bytes available.
  private func measureMasks(available: Int) throws(LogFault) -> MaskSizes {
    var (sizes, runRow, payload) = (MaskSizes(), 0, 0)
    for row in 0..<count {
      let count = columns[.count, row]
      let isSparse = form(row) == .sparse
      switch coding(row) {
      case MMSB_LOG_CODING_RAW: sizes.byteCount += (count + 7) / 8
      case MMSB_LOG_CODING_RLE:
        let length = unsafe columns.start(of: .runLength)[runRow]
        guard length <= UInt64(available), count <= Int(length) * 127 else { throw .body }
        sizes.byteCount += Int(length)
        runRow += 1
      default: payload += isSparse ? count : 0
      }
      payload += isSparse ? 0 : count
      sizes.wordCount += form(row) == .ones ? 0 : (count + 63) / 64
    }
    guard sizes.byteCount + payload <= available else { throw .body }
    return sizes
  }

  /// Reads one mask into zeroed words, and counts the row's payload if the form is sparse.
  @unsafe
  private func readMask(
    _ cursor: inout LogBodyCursor, _ row: Int, _ runRow: inout Int,
    into words: UnsafeMutablePointer<UInt64>, _ backend: Backend
  ) throws(LogFault) {
    let count = columns[.count, row]
    switch coding(row) {
    case MMSB_LOG_CODING_RAW:
      // Safe, here and below: `measureMasks` has checked that the bytes are available.
      let byteCount = (count + 7) / 8
      unsafe UnsafeMutableRawPointer(words)
        .copyMemory(from: cursor.read(byteCount), byteCount: byteCount)
      if count % 64 != 0, unsafe words[count / 64] >> UInt64(count % 64) != 0 {
        throw .delta(.strayMaskBits(length: count))
      }
    case MMSB_LOG_CODING_RLE:
      let length = columns[.runLength, runRow]
      runRow += 1
      let runs = unsafe cursor.read(length).assumingMemoryBound(to: UInt8.self)
      guard unsafe backend.kernels.rle_decode(runs, length, words, count) == count else {
        throw .body
      }
    default:
      unsafe words.update(repeating: .max, count: count / 64)
      if count % 64 != 0 { unsafe words[count / 64] = (1 << UInt64(count % 64)) - 1 }
    }
    guard form(row) == .sparse else { return }
    var population = 0
    for index in 0..<(count + 63) / 64 { unsafe population += words[index].nonzeroBitCount }
    columns[.payloadCount, row] = population
  }

  /// Adds the rows' sources and extents to the batch; payload and masks begin at the given places
  /// of its arenas.
  func append(to deltas: inout DeltaBatch, payloadStart: Int, maskStart: Int) {
    let sources = unsafe columns.start(of: .source)
    unsafe deltas.sources.extend(by: count) { target in
      for row in 0..<count { unsafe target[row] = UInt32(truncatingIfNeeded: sources[row]) }
    }
    let first = DeltaExtent(
      payloadStart: payloadStart, maskStart: maskStart, offset: 0, count: 0, payloadCount: 0,
      form: .ones)
    unsafe deltas.extents.extend(by: count) { target in
      deltas.spannedByteCount +=
        allForms == 0 ? unsafe fillPlain(target, first) : unsafe fill(target, first)
    }
  }

  /// Writes the extents of rows without masks; answers the bytes that the rows span.
  @unsafe
  private func fillPlain(_ target: UnsafeMutablePointer<DeltaExtent>, _ first: DeltaExtent) -> Int {
    let (offsets, counts) = unsafe (columns.start(of: .offset), columns.start(of: .count))
    var extent = first
    for row in 0..<count {
      // The checked numbers fit 32 bits.
      extent.offset = unsafe UInt32(truncatingIfNeeded: offsets[row])
      extent.count = unsafe UInt32(truncatingIfNeeded: counts[row])
      extent.payloadCount = extent.count
      unsafe (target + row).initialize(to: extent)
      extent.payloadStart &+= Int(extent.count)
    }
    return extent.payloadStart - first.payloadStart
  }

  /// Writes the extents of rows of any form; answers the bytes that the rows span.
  @unsafe
  private func fill(_ target: UnsafeMutablePointer<DeltaExtent>, _ first: DeltaExtent) -> Int {
    var (extent, spanned) = (first, 0)
    for row in 0..<count {
      extent.offset = UInt32(columns[.offset, row])
      extent.count = UInt32(columns[.count, row])
      extent.payloadCount = UInt32(columns[.payloadCount, row])
      extent.form = form(row)
      unsafe (target + row).initialize(to: extent)
      extent.payloadStart += Int(extent.payloadCount)
      extent.maskStart += extent.wordCount
      spanned += Int(extent.count)
    }
    return spanned
  }
}

extension Array where Element: BitwiseCopyable {
  /// Adds `count` elements; `fill` receives memory for them, and writes all of them or throws.
  @inline(__always)
  mutating func extend<Failure: Error>(
    by count: Int, _ fill: (UnsafeMutablePointer<Element>) throws(Failure) -> Void
  ) throws(Failure) {
    guard count > 0 else { return }
    try append(addingCapacity: count) { (added: inout OutputSpan<Element>) throws(Failure) in
      try unsafe added.withUnsafeMutableBufferPointer { memory, written throws(Failure) in
        // Safe: there is room for `count` elements, at least one.
        try unsafe fill(memory.baseAddress.unsafelyUnwrapped)
        written = count
      }
    }
  }
}
