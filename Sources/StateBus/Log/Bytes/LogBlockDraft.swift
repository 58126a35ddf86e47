internal import CFormat
internal import CKernels
internal import Support

/// The rows of one block that is being written: gathered columns and coded masks.
///
/// A block takes rows until their masks, intents and payload reach 64 KiB, so that the bytes beyond
/// 64 KiB belong to its last row.
@safe
struct LogBlockDraft: ~Copyable {
  /// The batch's rows in this block.
  private(set) var rows = 0..<0

  private let columns = LogBlockColumns<UInt32>()
  /// The bits in which any row differs from the first, for each column of all rows.
  private var spread = Spread()
  private var masks = LogBuffer(capacity: 4096)
  private var maskByteCount = 0
  private var intentByteCount = 0
  /// The range of the rows' payload in the batch's payload; the payload ends the block's body.
  private(set) var payload = 0..<0
  private var runRowCount = 0

  /// For each of the columns, every bit in which two rows differ.
  private struct Spread {
    var (source, offset, count, form, intentLength): (UInt32, UInt32, UInt32, UInt32, UInt32) =
      (0, 0, 0, 0, 0)
  }

  private static let byteLimit = 64 << 10
  private static let columnCount = 10

  /// An upper bound of the bytes of the block's body.
  var bound: Int {
    LogNumber.longest + Self.columnCount * LogColumn.bound(rows.count) + intentByteCount
      + maskByteCount + payload.count
  }

  /// Takes rows of a batch from `first` on and before `limit`; `indexes` maps the batch's source
  /// indexes to the log's.
  mutating func gather(
    _ deltas: borrowing DeltaBatch, from first: Int, before limit: Int = .max,
    indexes: [UInt32], _ backend: Backend
  ) {
    let end = min(first + LogBlockColumn.rowLimit, deltas.count, limit)
    (maskByteCount, intentByteCount, runRowCount, spread) = (0, 0, 0, Spread())
    let isPlain = deltas.maskWords.isEmpty && deltas.intents.isEmpty
    let row = unsafe deltas.extents.withUnsafeBufferPointer { extents in
      unsafe deltas.sources.withUnsafeBufferPointer { sources in
        unsafe indexes.withUnsafeBufferPointer { indexes in
          // Safe: the sources were checked against their table, and the rows against the batch.
          let rows = unsafe Rows(extents: extents, sources: sources, indexes: indexes)
          let plainEnd = isPlain ? unsafe gatherPlain(rows, first..<end) : nil
          return unsafe plainEnd ?? gather(deltas, rows, first..<end, backend)
        }
      }
    }
    rows = first..<row
    let (start, last) = (deltas.extents[first].payloadStart, deltas.extents[row - 1])
    payload = start..<last.payloadStart + Int(last.payloadCount)
  }

  /// The columns of a batch from which rows are gathered.
  @unsafe
  private struct Rows {
    let extents: UnsafeBufferPointer<DeltaExtent>
    let sources: UnsafeBufferPointer<UInt32>
    let indexes: UnsafeBufferPointer<UInt32>
  }

  /// Takes rows of a batch that has neither masks nor intents, a column at a time.
  ///
  /// Answers the first row that is left; nil if one of the rows has an empty mask.
  @unsafe
  private mutating func gatherPlain(_ batch: Rows, _ range: Range<Int>) -> Int? {
    let (sources, offsets, counts) = unsafe (
      columns.start(of: .source), columns.start(of: .offset), columns.start(of: .count)
    )
    let first = range.lowerBound
    let payloadEnd = unsafe batch.extents[first].payloadStart + Self.byteLimit
    var end = first + 1
    while unsafe end < range.upperBound && batch.extents[end].payloadStart < payloadEnd { end += 1 }
    for row in first..<end {
      unsafe offsets[row - first] = batch.extents[row].offset
      unsafe spread.offset |= batch.extents[row].offset ^ offsets[0]
    }
    var forms: UInt8 = 0
    for row in first..<end {
      unsafe counts[row - first] = batch.extents[row].count
      unsafe spread.count |= batch.extents[row].count ^ counts[0]
      unsafe forms |= batch.extents[row].form.rawValue
    }
    guard forms == DeltaForm.ones.rawValue else {
      spread = Spread()
      return nil
    }
    for row in first..<end {
      let source = unsafe batch.indexes[Int(batch.sources[row])]
      unsafe sources[row - first] = source
      unsafe spread.source |= source ^ sources[0]
    }
    (columns[.form, 0], columns[.intentLength, 0]) = (0, 0)
    return end
  }

  /// Takes rows of any batch until the block is long enough; answers the first row that is left.
  @unsafe
  private mutating func gather(
    _ deltas: borrowing DeltaBatch, _ batch: Rows, _ range: Range<Int>, _ backend: Backend
  ) -> Int {
    let (sources, offsets, counts, forms) = unsafe (
      columns.start(of: .source), columns.start(of: .offset), columns.start(of: .count),
      columns.start(of: .form)
    )
    let hasIntents = !deltas.intents.isEmpty
    // Local variables stay in registers, on which the loop's time depends.
    var (source, offset, count, allForms) = (UInt32(0), UInt32(0), UInt32(0), UInt32(0))
    let payloadStart = unsafe batch.extents[range.lowerBound].payloadStart
    var (row, slot) = (range.lowerBound, 0)
    while row < range.upperBound {
      let extent = unsafe batch.extents[row]
      unsafe sources[slot] = batch.indexes[Int(batch.sources[row])]
      unsafe offsets[slot] = extent.offset
      unsafe counts[slot] = extent.count
      var form = UInt32(extent.form.rawValue)
      if extent.form != .ones {
        form |= UInt32(putMask(of: deltas, extent, backend).rawValue) << MMSB_LOG_CODING_SHIFT
      }
      unsafe forms[slot] = form
      unsafe source |= sources[slot] ^ sources[0]
      unsafe offset |= extent.offset ^ offsets[0]
      unsafe count |= extent.count ^ counts[0]
      unsafe allForms |= form ^ forms[0]
      if hasIntents { gatherIntent(of: deltas, row, slot) }
      row += 1
      slot += 1
      let payloadByteCount = extent.payloadStart + Int(extent.payloadCount) - payloadStart
      if maskByteCount + intentByteCount + payloadByteCount >= Self.byteLimit { break }
    }
    if !hasIntents { columns[.intentLength, 0] = 0 }
    (spread.source, spread.offset, spread.count, spread.form) = (source, offset, count, allForms)
    return row
  }

  private mutating func gatherIntent(of deltas: borrowing DeltaBatch, _ row: Int, _ slot: Int) {
    let intent = Int(deltas.intentIndexes[row])
    let length = intent == 0 ? 0 : deltas.intents[intent - 1].count + 1
    columns[.intentLength, slot] = length
    spread.intentLength |= UInt32(truncatingIfNeeded: length ^ columns[.intentLength, 0])
    intentByteCount += max(length - 1, 0)
  }

  /// Writes the block's body up to its payload; answers the first byte behind the written bytes.
  ///
  /// The caller has room for `bound`.
  @unsafe
  func storeHead(
    _ deltas: borrowing DeltaBatch, at start: UnsafeMutableRawPointer
  ) -> UnsafeMutableRawPointer {
    var next = unsafe LogNumber.store(UInt64(rows.count), at: start)
    unsafe store(deltas.ids, at: &next)
    unsafe store(deltas.pages, at: &next)
    unsafe store(deltas.epochs, at: &next)
    unsafe store(deltas.timestamps, at: &next)
    unsafe store(.source, spread.source, at: &next)
    unsafe store(.offset, spread.offset, at: &next)
    unsafe store(.count, spread.count, at: &next)
    unsafe store(.form, spread.form, at: &next)
    unsafe store(.intentLength, spread.intentLength, at: &next)
    if runRowCount > 0 { unsafe store(.runLength, ~0, runRowCount, at: &next) }
    if intentByteCount > 0 {
      for row in rows { unsafe copy(deltas.intent(row)?[...] ?? [], at: &next) }
    }
    unsafe next.copyMemory(from: masks.start, byteCount: maskByteCount)
    return unsafe next + maskByteCount
  }
}

// Safe in this whole extension: the masks' memory grows before it is used.
extension LogBlockDraft {
  /// Codes a row's mask behind the earlier ones, in the fewest bytes.
  private mutating func putMask(
    of deltas: borrowing DeltaBatch, _ extent: DeltaExtent, _ backend: Backend
  ) -> LogMaskCoding {
    let count = Int(extent.count)
    let all = deltas.maskWords.span
    let words = all.extracting(extent.maskStart..<extent.maskStart + extent.wordCount)
    let coding = LogMaskCoding.candidate(words, count: count)
    guard coding != .ones else { return coding }
    // Run lengths take at most a byte a bit, and are kept if they are shorter than the bits.
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
    _ column: LogBlockColumn, _ spread: UInt32, _ rowCount: Int? = nil,
    at next: inout UnsafeMutableRawPointer
  ) {
    // If all rows are equal in a column, its first row is enough.
    let count = spread == 0 ? 1 : rowCount ?? rows.count
    let values = unsafe UnsafePointer(columns.start(of: column))
    unsafe next = LogColumn.store(values, count: count, at: next)
  }

  /// Writes the rows' part of a column that the batch stores as whole numbers.
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
