/// One delta of the original MMSB's transaction log, with its bytes exactly as in the file.
package struct LegacyLogRecord: Equatable, Sendable {
  /// The delta's id.
  package var deltaID: UInt64
  /// The page it changes.
  package var pageID: UInt64
  /// The page's epoch after the change; the format has 32 bits.
  package var epoch: UInt32
  /// One byte for each byte of the page from the page's start; not zero means changed.
  package var mask: [UInt8]
  /// The new bytes: dense, one for each mask byte; sparse, one for each changed byte.
  package var payload: [UInt8]
  /// The form of the payload; not zero means sparse.
  package var sparseFlag: UInt8
  /// Nanoseconds since 1970.
  package var timestamp: UInt64
  /// The origin: text by convention, any bytes in fact.
  package var source: [UInt8]
  /// Intent metadata: text by convention, nil for none; the format can't store an empty intent.
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

  /// The count of page bytes that the mask changes.
  package var changedByteCount: Int {
    mask.reduce(0) { $0 + ($1 == 0 ? 0 : 1) }
  }

  /// Counts the changed bytes beyond a page of that length.
  package func changedByteCount(beyond pageByteCount: Int) -> Int {
    mask.dropFirst(pageByteCount).reduce(0) { $0 + ($1 == 0 ? 0 : 1) }
  }

  /// Whether the payload's length fits the mask.
  package var isWellFormed: Bool {
    payload.count == (isSparse ? changedByteCount : mask.count)
  }
}
