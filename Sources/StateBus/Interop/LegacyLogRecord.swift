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

  /// Whether the payload holds changed bytes only.
  package var isSparse: Bool { sparseFlag != 0 }

  /// How many page bytes the mask changes.
  package var changedByteCount: Int {
    mask.reduce(0) { $0 + ($1 == 0 ? 0 : 1) }
  }

  /// Whether the payload has the length that the mask asks for.
  package var isWellFormed: Bool {
    payload.count == (isSparse ? changedByteCount : mask.count)
  }

  /// The payload laid out so that byte `i` belongs to mask entry `i`; unchanged bytes are zero.
  package func expandedPayload() -> [UInt8] {
    precondition(isWellFormed, "a record is expanded only if its payload fits its mask")
    var expanded = [UInt8](repeating: 0, count: mask.count)
    var taken = 0
    for index in mask.indices where mask[index] != 0 {
      expanded[index] = payload[isSparse ? taken : index]
      taken += 1
    }
    return expanded
  }
}
