/// What a scan behind a broken record has found: which records continue one another.
///
/// A commit proves something only if it is whole, each of its records checked by the CRC of the one
/// before, and is not the broken one.
struct LogScan {
  /// The sequence of the broken record.
  let broken: UInt64
  /// The first record of those that continue one another up to here.
  private var first: UInt64 = .max
  /// The last record, and where it ends.
  private var last: UInt64 = 0
  private var end = 0
  /// Where the broken record ends, if that is known, and the CRC that its bytes give.
  private var brokenEnd = -1
  private var brokenCRC: UInt32 = 0

  init(broken: UInt64) { self.broken = broken }

  /// Notes where the broken record ends, and the CRC that its bytes give.
  mutating func skip(to end: Int, crc: UInt32) {
    brokenEnd = end
    brokenCRC = crc
  }

  /// The CRC that the broken record's bytes give, where it ends right before that position.
  func computedCRC(before position: Int) -> UInt32? { position == brokenEnd ? brokenCRC : nil }

  /// Takes the next record; answers whether it ends a whole later commit, or the log.
  ///
  /// `recordCount` is what a commit record that is right says of the records before it.
  mutating func enter(
    _ frame: LogFrame, from start: Int, to end: Int, isRight: Bool, recordCount: UInt64?
  ) -> Bool {
    if !isRight {
      // Its bytes prove nothing, but the records behind it can be checked by its CRC.
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
