internal import CKernels

/// Deltas in order, as columns over two arenas: mask words and payload bytes.
///
/// The working form of deltas. Every row is structurally valid, because `append` refuses others. A
/// row costs 72 bytes of columns plus its arena bytes, and no allocation of its own. Appending
/// costs time in proportion to the row's bytes, on average.
///
/// ```swift
/// let bytes: [UInt8] = [0xde, 0xad]
/// let header = DeltaHeader(id: DeltaID(1), page: PageID(7), epoch: Epoch(1), offset: 128)
/// var batch = DeltaBatch()
/// try batch.append(header, bytes: bytes.span.bytes)
/// ```
public struct DeltaBatch: Sendable {
  package internal(set) var ids: [UInt64] = []
  package internal(set) var pages: [UInt64] = []
  package internal(set) var epochs: [UInt64] = []
  package internal(set) var timestamps: [UInt64] = []
  package internal(set) var sources: [UInt32] = []
  /// Index + 1 into `intents`, 0 for none.
  package internal(set) var intentIndexes: [UInt32] = []
  package internal(set) var extents: [DeltaExtent] = []
  package internal(set) var intents: [[UInt8]] = []
  package internal(set) var maskWords: [UInt64] = []
  package internal(set) var payload: [UInt8] = []
  /// Page bytes that all rows' ranges cover.
  package internal(set) var spannedByteCount = 0

  /// A batch without rows.
  public init() {}

  /// The number of deltas.
  public var count: Int { ids.count }
  /// Whether the batch has no deltas.
  public var isEmpty: Bool { ids.isEmpty }
  /// Payload bytes of all rows.
  public var payloadByteCount: Int { payload.count }
  /// Mask bytes of all rows, whole words.
  public var maskByteCount: Int { maskWords.count * 8 }

  /// Makes room; saves the arrays' growth steps.
  public mutating func reserve(rows: Int, payloadBytes: Int, maskWords words: Int = 0) {
    ids.reserveCapacity(rows)
    pages.reserveCapacity(rows)
    epochs.reserveCapacity(rows)
    timestamps.reserveCapacity(rows)
    sources.reserveCapacity(rows)
    intentIndexes.reserveCapacity(rows)
    extents.reserveCapacity(rows)
    payload.reserveCapacity(payloadBytes)
    maskWords.reserveCapacity(words)
  }

  /// Removes every row and keeps the memory for the next rows.
  public mutating func removeAll() {
    ids.removeAll(keepingCapacity: true)
    pages.removeAll(keepingCapacity: true)
    epochs.removeAll(keepingCapacity: true)
    timestamps.removeAll(keepingCapacity: true)
    sources.removeAll(keepingCapacity: true)
    intentIndexes.removeAll(keepingCapacity: true)
    extents.removeAll(keepingCapacity: true)
    intents.removeAll(keepingCapacity: true)
    maskWords.removeAll(keepingCapacity: true)
    payload.removeAll(keepingCapacity: true)
    spannedByteCount = 0
  }

  /// Adds a delta that changes every byte from `header.offset` on.
  public mutating func append(_ header: DeltaHeader, bytes: RawSpan) throws(DeltaError) {
    try DeltaError.check(offset: header.offset, count: bytes.byteCount)
    appendRow(header, count: bytes.byteCount, payloadCount: bytes.byteCount, form: .ones)
    append(bytes)
  }

  /// Adds a delta with a mask over `count` bytes from `header.offset` on.
  ///
  /// `mask` has ceil(count / 64) words, no bit set at or beyond `count`; `payload` has one byte for
  /// every byte covered (dense) or for every set bit (sparse).
  public mutating func append(
    _ header: DeltaHeader, mask: Span<UInt64>, count: Int, payload: RawSpan, isSparse: Bool
  ) throws(DeltaError) {
    let payloadCount = payload.byteCount
    try DeltaError.check(offset: header.offset, count: count)
    try Self.check(mask, count: count, payloadCount: payloadCount, isSparse: isSparse)
    let form: DeltaForm = isSparse ? .sparse : .dense
    appendRow(header, count: count, payloadCount: payloadCount, form: form)
    for index in mask.indices { maskWords.append(mask[index]) }
    append(payload)
  }

  private static func check(
    _ mask: Span<UInt64>, count: Int, payloadCount: Int, isSparse: Bool
  ) throws(DeltaError) {
    guard mask.count == (count + 63) / 64 else {
      throw .maskSizeMismatch(expected: (count + 63) / 64 * 64, found: mask.count * 64)
    }
    if count % 64 != 0, mask[mask.count - 1] >> UInt64(count % 64) != 0 {
      throw .strayMaskBits(length: count)
    }
    var expected = count
    if isSparse {
      expected = 0
      for index in mask.indices { expected += mask[index].nonzeroBitCount }
    }
    guard payloadCount == expected else {
      throw .sizeMismatch(maskLength: expected, payloadLength: payloadCount)
    }
  }

  private mutating func appendRow(
    _ header: DeltaHeader, count: Int, payloadCount: Int, form: DeltaForm
  ) {
    extents.append(
      DeltaExtent(
        payloadStart: payload.count, maskStart: maskWords.count, offset: UInt32(header.offset),
        count: UInt32(count), payloadCount: UInt32(payloadCount), form: form))
    spannedByteCount += count
    ids.append(header.id.rawValue)
    pages.append(header.page.rawValue)
    epochs.append(header.epoch.rawValue)
    timestamps.append(header.timestamp)
    sources.append(header.source.index)
    if let intent = header.intent { intents.append(intent) }
    intentIndexes.append(header.intent == nil ? 0 : UInt32(intents.count))
  }

  private mutating func append(_ bytes: RawSpan) {
    unsafe bytes.withUnsafeBytes { unsafe payload.append(contentsOf: $0) }
  }
}

// A reader of blocks fills whole columns instead of appending row by row.
//
// While it does, the columns are of unequal length; a reader that gives up in between empties the
// batch.
extension DeltaBatch {
  /// Memory that the rows take: columns and arenas.
  var memoryByteCount: Int { count * Self.rowByteCount + maskByteCount + payloadByteCount }

  /// Bytes of columns that a row takes.
  private static let rowByteCount = 72

  /// Adds the payload bytes of all rows that are being added at once; answers the bytes' CRC,
  /// continued from `crc`.
  @unsafe
  mutating func appendPayload(
    _ bytes: UnsafeRawBufferPointer, summedUpFrom crc: UInt32, _ backend: Backend
  ) -> UInt32 {
    guard let source = bytes.baseAddress, bytes.count > 0 else { return crc }
    var sum = crc
    unsafe payload.extend(by: bytes.count) { target in
      sum = unsafe backend.kernels.crc32c_copy(
        crc, source.assumingMemoryBound(to: UInt8.self), target, bytes.count)
    }
    return sum
  }
}
