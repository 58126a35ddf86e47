/// One delta as a value: the convenient form, beside the batch that does the work.
///
/// The mask covers the bytes from `header.offset` on. A delta is structurally valid once it is
/// made; later changes of its header are checked where the delta is merged or appended. Its time is
/// the header's: the maker's, or that of a `DeltaClock`. A delta has arrays of its own; prefer
/// `DeltaBatch` for many.
///
/// ```swift
/// let header = DeltaHeader(id: DeltaID(1), page: PageID(7), epoch: Epoch(1), clock: .system)
/// let delta = try Delta(header, mask: Mask(runs: [4..<6], count: 64), sparse: [0xde, 0xad])
/// try commit.deltas.append(delta)
/// ```
public struct Delta: Equatable, Sendable {
  /// The delta's facts beside its mask and bytes.
  public var header: DeltaHeader
  /// The bytes of the delta's range that change.
  public let mask: Mask
  /// A byte for each bit of the mask or, when sparse, for each set one.
  public let payload: [UInt8]
  /// Whether the payload has only the changed bytes.
  public let isSparse: Bool
  /// The id of the oldest delta merged into this delta; the delta's own id without a merge.
  public internal(set) var firstID: DeltaID

  /// A delta with a byte for each bit of its mask; bytes without a set bit are kept, not applied.
  public init(_ header: DeltaHeader, mask: Mask, dense payload: [UInt8]) throws(DeltaError) {
    try self.init(header, mask: mask, payload: payload, isSparse: false)
  }

  /// A delta with a byte for each set bit of its mask.
  public init(_ header: DeltaHeader, mask: Mask, sparse payload: [UInt8]) throws(DeltaError) {
    try self.init(header, mask: mask, payload: payload, isSparse: true)
  }

  private init(
    _ header: DeltaHeader, mask: Mask, payload: [UInt8], isSparse: Bool
  ) throws(DeltaError) {
    try DeltaError.check(offset: header.offset, count: mask.count)
    let expected = isSparse ? mask.population : mask.count
    guard payload.count == expected else {
      throw .sizeMismatch(maskLength: expected, payloadLength: payload.count)
    }
    self.header = header
    self.mask = mask
    self.payload = payload
    self.isSparse = isSparse
    firstID = header.id
  }

  /// A byte for each bit of the mask: zero where the bit is clear and the payload has none.
  public var denseBytes: [UInt8] {
    guard isSparse else { return payload }
    var (bytes, next) = ([UInt8](repeating: 0, count: mask.count), 0)
    for index in bytes.indices where mask[index] {
      bytes[index] = payload[next]
      next += 1
    }
    return bytes
  }
}

extension DeltaBatch {
  /// Adds a delta; a mask without a gap is not stored. O(bytes).
  public mutating func append(_ delta: Delta) throws(DeltaError) {
    guard !delta.mask.isAllOnes else {
      return unsafe try append(delta.header, bytes: delta.payload.span.bytes)
    }
    unsafe try append(
      delta.header, mask: delta.mask.words.span, count: delta.mask.count,
      payload: delta.payload.span.bytes, isSparse: delta.isSparse)
  }

  /// Copies the row at an index as a value, with mask, payload and intent. O(bytes).
  public func delta(at index: Int) -> Delta {
    let extent = extents[index]
    let count = Int(extent.count)
    let bytes = Array(payload[extent.payloadStart..<extent.payloadStart + Int(extent.payloadCount)])
    do {
      guard extent.form != .ones else {
        return try Delta(header(index), mask: Mask(repeating: true, count: count), dense: bytes)
      }
      let words = Array(maskWords[extent.maskStart..<extent.maskStart + extent.wordCount])
      let mask = try Mask(words: words, count: count)
      guard extent.form == .sparse else {
        return try Delta(header(index), mask: mask, dense: bytes)
      }
      return try Delta(header(index), mask: mask, sparse: bytes)
    } catch {
      preconditionFailure("a batch's rows are valid: \(error)")
    }
  }
}
