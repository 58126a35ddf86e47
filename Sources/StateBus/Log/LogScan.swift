/// The chain of records that a scan behind a broken record has found.
///
/// A commit proves something only if the commit is whole, each of its records is checked by the CRC
/// of the record before, and the broken record is not in it.
struct LogScan {
  /// The sequence of the broken record.
  let broken: UInt64
  /// The first record of the chain that ends with the last record.
  private var first: UInt64 = .max
  /// The last record, and the position of its end.
  private var last: UInt64 = 0
  private var end = 0
  /// The end of the broken record, -1 if unknown, and the CRC that the record's bytes give.
  private var brokenEnd = -1
  private var brokenCRC: UInt32 = 0

  init(broken: UInt64) { self.broken = broken }

  /// Notes the end of the broken record, and the CRC that the record's bytes give.
  mutating func skip(to end: Int, crc: UInt32) {
    brokenEnd = end
    brokenCRC = crc
  }

  /// The CRC that the broken record's bytes give, if the record ends at that position.
  func computedCRC(before position: Int) -> UInt32? { position == brokenEnd ? brokenCRC : nil }

  /// Takes the next record; answers whether the record ends a whole later commit, or the log.
  ///
  /// `recordCount` is the count of records before it that a right commit record states.
  mutating func enter(
    _ frame: LogFrame, from start: Int, to end: Int, isRight: Bool, recordCount: UInt64?
  ) -> Bool {
    if !isRight {
      // The record's bytes prove nothing, but the records behind it can be checked by its CRC.
      first = frame.sequence &+ 1
    } else if start != self.end || frame.sequence != last &+ 1 {
      first = frame.sequence
    }
    last = frame.sequence
    self.end = end
    guard isRight else { return false }
    if let recordCount, recordCount <= frame.sequence {
      return frame.sequence - recordCount >= first
    }
    return frame.kind == LogRecordKind.close.rawValue
  }
}
