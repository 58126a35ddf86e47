/// One delta of the original MMSB's transaction log, its bytes kept exactly as they were found.
package struct LegacyLogRecord: Equatable, Sendable {
  /// The delta's id.
  package var deltaID: UInt64
  /// The page it changes.
  package var pageID: UInt64
  /// The page's epoch afterwards; the format has 32 bits.
  package var epoch: UInt32
  /// One byte for each byte of the page from its start; not zero = changed.
  package var mask: [UInt8]
  /// Dense: as many bytes as the mask. Sparse: one for each changed byte.
  package var payload: [UInt8]
  /// Not zero = sparse.
  package var sparseFlag: UInt8
  /// Nanoseconds since 1970.
  package var timestamp: UInt64
  /// The origin: text by convention, any bytes in fact.
  package var source: [UInt8]
  /// Intent metadata: text by convention. Nil is "none"; the format can't say "empty".
  package var intent: [UInt8]?

  /// States a record field by field.
  package init(
    deltaID: UInt64, pageID: UInt64, epoch: UInt32, mask: [UInt8], payload: [UInt8],
    sparseFlag: UInt8, timestamp: UInt64, source: [UInt8], intent: [UInt8]?
  ) {
    self.deltaID = deltaID
    self.pageID = pageID
    self.epoch = epoch
    self.mask = mask
    self.payload = payload
    self.sparseFlag = sparseFlag
    self.timestamp = timestamp
    self.source = source
    self.intent = intent
  }

  /// Whether the payload holds changed bytes only.
  package var isSparse: Bool { sparseFlag != 0 }

  /// How many page bytes the mask changes.
  package var changedByteCount: Int {
    mask.reduce(0) { $0 + ($1 == 0 ? 0 : 1) }
  }

  /// How many changed bytes lie beyond a page of that length.
  package func changedByteCount(beyond pageByteCount: Int) -> Int {
    mask.dropFirst(pageByteCount).reduce(0) { $0 + ($1 == 0 ? 0 : 1) }
  }

  /// Whether the payload has the length that the mask asks for.
  package var isWellFormed: Bool {
    payload.count == (isSparse ? changedByteCount : mask.count)
  }
}
