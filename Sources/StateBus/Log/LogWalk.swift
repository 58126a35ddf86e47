/// A reader's place inside a commit, with the values that the next record must continue.
struct LogWalk {
  /// File position of the next record.
  var offset: Int
  /// Sequence and CRC of the record before it.
  var sequence: UInt64
  var crc: UInt32
  /// The page from which the next difference counts.
  var page: UInt64 = 0
  /// Records of this commit so far, and their bytes.
  var recordCount: UInt64 = 0
  var byteCount: UInt64 = 0
  /// The kind of the current record, or of the last one.
  var kind = LogRecordKind.segmentStart

  /// Starts at the first record behind a commit.
  init(after position: LogPosition) {
    offset = Int(position.offset)
    sequence = position.sequence
    crc = position.crc
  }

  /// Checks that a record with this frame may come next.
  mutating func enter(_ frame: LogFrame, limits: LogLimits) throws(LogFault) {
    guard let kind = LogRecordKind(rawValue: frame.kind), frame.flags & ~kind.flags == 0 else {
      throw .kind(frame.kind, flags: frame.flags)
    }
    guard kind.rawValue >= self.kind.rawValue, kind != .segmentStart,
      kind != .close || recordCount == 0
    else { throw .order(frame.kind) }
    byteCount += UInt64(frame.byteCount)
    guard byteCount <= limits.commitByteCount else { throw .overLimit }
    self.kind = kind
  }

  /// Moves behind a record whose CRC is known.
  mutating func leave(byteCount: Int, crc: UInt32) {
    offset += byteCount
    sequence += 1
    recordCount += 1
    self.crc = crc
  }
}
