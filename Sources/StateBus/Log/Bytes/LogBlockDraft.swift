internal import CFormat
internal import CKernels
internal import Support

/// The rows of one block on their way into a record: their narrow columns widened, their masks
/// coded.
///
/// A block takes rows until their masks, intents and payload reach 64 KiB, so that only a block of
/// one row is longer.
@safe
struct LogBlockDraft: ~Copyable {
  /// The rows taken.
  private(set) var rows = 0..<0

  private let columns = LogBlockColumns()
  private var masks = LogBuffer(capacity: 4096)
  private var maskByteCount = 0
  private var intentByteCount = 0
  private var payload = 0..<0
  private var runRowCount = 0

  private static let byteLimit = 64 << 10
  private static let columnCount = 10

  /// More than the body of the block takes.
  var bound: Int {
    LogNumber.longest + Self.columnCount * LogColumn.bound(rows.count) + intentByteCount
      + maskByteCount + payload.count
  }

  /// Takes rows of a batch from one on, none at or behind `limit`; `indexes` are the log's sources,
  /// by the batch's.
  mutating func gather(
    _ deltas: borrowing DeltaBatch, from first: Int, before limit: Int = .max,
    indexes: [UInt32], _ backend: Backend
  ) {
    let (extents, sources, intents) = (
      deltas.extents.span, deltas.sources.span, deltas.intentIndexes.span
    )
    let end = min(first + LogBlockColumns.rowLimit, extents.count, limit)
    (maskByteCount, intentByteCount, runRowCount) = (0, 0, 0)
    let payloadStart = extents[first].payloadStart
    var row = first
    while row < end {
      let extent = extents[row]
      let slot = row - first
      columns[.source, slot] = Int(indexes[Int(sources[row])])
      columns[.offset, slot] = Int(extent.offset)
      columns[.count, slot] = Int(extent.count)
      let intent = Int(intents[row])
      let length = intent == 0 ? 0 : deltas.intents[intent - 1].count + 1
      columns[.intentLength, slot] = length
      intentByteCount += max(length - 1, 0)
      var form = extent.form.rawValue
      if extent.form != .ones {
        form |= putMask(of: deltas, extent, backend).rawValue << UInt8(MMSB_LOG_CODING_SHIFT)
      }
      columns[.form, slot] = Int(form)
      payload = payloadStart..<extent.payloadStart + Int(extent.payloadCount)
      row += 1
      if maskByteCount + intentByteCount + payload.count >= Self.byteLimit { break }
    }
    rows = first..<row
  }

  /// Writes the block's body; answers the first byte behind it. The caller has room for `bound`.
  @unsafe
  func store(
    _ deltas: borrowing DeltaBatch, at start: UnsafeMutableRawPointer
  ) -> UnsafeMutableRawPointer {
    var next = unsafe LogNumber.store(UInt64(rows.count), at: start)
    unsafe store(deltas.ids, at: &next)
    unsafe store(deltas.pages, at: &next)
    unsafe store(deltas.epochs, at: &next)
    unsafe store(deltas.timestamps, at: &next)
    for column in LogBlockColumns.ofEveryRow { unsafe store(column, rows.count, at: &next) }
    if runRowCount > 0 { unsafe store(.runLength, runRowCount, at: &next) }
    if intentByteCount > 0 {
      for row in rows { unsafe copy(deltas.intent(row)?[...] ?? [], at: &next) }
    }
    unsafe next.copyMemory(from: masks.start, byteCount: maskByteCount)
    unsafe next += maskByteCount
    unsafe copy(deltas.payload[payload], at: &next)
    return unsafe next
  }
}

// Safe, all through: the masks' memory grows before it is used.
extension LogBlockDraft {
  /// Codes a row's mask behind those before it, in the fewest bytes.
  private mutating func putMask(
    of deltas: borrowing DeltaBatch, _ extent: DeltaExtent, _ backend: Backend
  ) -> LogMaskCoding {
    let count = Int(extent.count)
    let all = deltas.maskWords.span
    let words = all.extracting(extent.maskStart..<extent.maskStart + extent.wordCount)
    let coding = LogMaskCoding.candidate(words, count: count)
    guard coding != .ones else { return coding }
    // Run lengths take a byte a bit at worst, and are kept where they take fewer than the bits.
    masks.grow(to: maskByteCount + max(count, words.count * 8), keeping: maskByteCount)
    let target = unsafe masks.start + maskByteCount
    let byteCount = (count + 7) / 8
    return unsafe words.withUnsafeBufferPointer { words in
      // Safe: a mask that is not all ones has words.
      guard let first = words.baseAddress else { return .ones }
      if coding == .rle {
        let runs = unsafe target.assumingMemoryBound(to: UInt8.self)
        let length = unsafe backend.kernels.rle_encode(first, count, runs)
        if length < byteCount {
          columns[.runLength, runRowCount] = length
          runRowCount += 1
          maskByteCount += length
          return .rle
        }
      }
      unsafe target.copyMemory(from: first, byteCount: byteCount)
      maskByteCount += byteCount
      return .raw
    }
  }

  @unsafe
  private func store(
    _ column: LogBlockColumns.Name, _ count: Int, at next: inout UnsafeMutableRawPointer
  ) {
    let values = unsafe UnsafePointer(columns.start(of: column))
    unsafe next = LogColumn.store(values, count: count, at: next)
  }

  /// Writes the rows' part of a column that the batch has as it is.
  @unsafe
  private func store(_ column: [UInt64], at next: inout UnsafeMutableRawPointer) {
    unsafe column.withUnsafeBufferPointer { values in
      guard let first = values.baseAddress else { return }
      unsafe next = LogColumn.store(first + rows.lowerBound, count: rows.count, at: next)
    }
  }

  @unsafe
  private func copy(_ bytes: ArraySlice<UInt8>, at next: inout UnsafeMutableRawPointer) {
    unsafe bytes.withUnsafeBytes { source in
      guard let first = source.baseAddress else { return }
      unsafe next.copyMemory(from: first, byteCount: source.count)
      unsafe next += source.count
    }
  }
}
