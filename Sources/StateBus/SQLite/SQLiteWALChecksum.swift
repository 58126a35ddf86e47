internal import Support

/// SQLite's running checksum over a write-ahead log: two words, each added to the other.
struct SQLiteWALChecksum: Equatable {
  private(set) var first: UInt32 = 0
  private(set) var second: UInt32 = 0
  /// Whether the summed bytes form big-endian words; a property of the log, not of the machine.
  let isBigEndian: Bool

  /// The checksum of no bytes.
  init(isBigEndian: Bool) { self.isBigEndian = isBigEndian }

  /// Adds more bytes, a multiple of eight.
  mutating func update(_ bytes: ArraySlice<UInt8>) {
    precondition(bytes.count % 8 == 0, "the checksum takes eight bytes at a time")
    let span = bytes.span
    var (first, second) = (first, second)
    for index in stride(from: 0, to: span.count, by: 8) {
      first &+= word(span, index) &+ second
      second &+= word(span, index + 4) &+ first
    }
    (self.first, self.second) = (first, second)
  }

  /// Whether the stored words, always big-endian, have the same values.
  func matches(_ stored: ArraySlice<UInt8>) -> Bool {
    UInt32(bigEndian: stored.prefix(4)) == first && UInt32(bigEndian: stored.suffix(4)) == second
  }

  private func word(_ span: Span<UInt8>, _ index: Int) -> UInt32 {
    let word =
      UInt32(span[index]) | UInt32(span[index + 1]) << 8 | UInt32(span[index + 2]) << 16
      | UInt32(span[index + 3]) << 24
    return isBigEndian ? word.byteSwapped : word
  }
}
