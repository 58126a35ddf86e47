public import Oracle
public import StateBus

/// A delta as plain arrays, the common input of the reference model and the engine.
public struct PlainDelta: Equatable, Sendable, CustomStringConvertible {
  /// The header of the delta.
  public var header: DeltaHeader
  /// One flag for each byte from the header's offset on.
  public var mask: [Bool]
  /// A byte for each flag or, in the form `sparse`, for each set flag.
  public var payload: [UInt8]
  /// The form in the batch; `ones` needs a mask of set flags only.
  public var form: DeltaForm

  /// Makes a delta.
  public init(header: DeltaHeader, mask: [Bool], payload: [UInt8], form: DeltaForm) {
    self.header = header
    self.mask = mask
    self.payload = payload
    self.form = form
  }

  /// The mask in words, least significant bit first.
  public var maskWords: [UInt64] {
    var words = [UInt64](repeating: 0, count: (mask.count + 63) / 64)
    for (index, isSet) in mask.enumerated() where isSet {
      words[index / 64] |= 1 << UInt64(index % 64)
    }
    return words
  }

  /// One line that identifies the delta.
  public var description: String {
    "delta \(header.id) page \(header.page) epoch \(header.epoch) offset \(header.offset) "
      + "count \(mask.count) \(form)"
  }
}

extension DeltaBatch {
  /// Adds a plain delta.
  public mutating func append(_ delta: PlainDelta) throws(DeltaError) {
    guard delta.form != .ones else {
      return unsafe try append(delta.header, bytes: delta.payload.span.bytes)
    }
    unsafe try append(
      delta.header, mask: delta.maskWords.span, count: delta.mask.count,
      payload: delta.payload.span.bytes, isSparse: delta.form == .sparse)
  }
}

extension ModelStore {
  /// Applies a plain delta.
  public mutating func apply(_ delta: PlainDelta) {
    apply(
      page: delta.header.page.rawValue, epoch: delta.header.epoch.rawValue,
      offset: delta.header.offset, mask: delta.mask, payload: delta.payload,
      isSparse: delta.form == .sparse)
  }
}
