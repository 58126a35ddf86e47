import StateBus

/// A log built record by record, with valid checksums around bodies that a writer would refuse.
struct RawLog {
  /// The bytes of the file so far.
  private(set) var bytes: [UInt8]
  private let backend: Backend
  private var sequence: UInt64
  private var crc: UInt32
  private let seed: UInt32

  /// Starts with the header of a log with these limits.
  init(limits: LogLimits = LogLimits(), logID: UInt64 = 7, backend: Backend) throws {
    let folder = TemporaryFolder()
    _ = try LogWriter(creating: folder.file, limits: limits, logID: logID, backend: backend)
    bytes = try contents(of: folder.file)
    self.backend = backend
    sequence = 1
    seed = Self.word(bytes, at: 60)
    crc = Self.word(bytes, at: bytes.count - 4)
  }

  /// Adds a record that follows the one before it.
  mutating func append(kind: UInt8, flags: UInt8 = 0, _ body: [UInt8]) {
    let frame = frame(length: UInt32(body.count + 24), kind: kind, flags: flags)
    sequence += 1
    let head = checksum(frame.prefix(16), continuing: crc)
    crc = checksum(body[...], continuing: head)
    bytes += frame + body + Self.bytes(of: crc, count: 4)
  }

  /// Adds a commit record for `records` records and `pages` pages.
  mutating func commit(records: UInt8, pages: UInt8 = 0) {
    append(kind: 12, [records, pages * 2])
  }

  /// The frame of the next record, of any length.
  func frame(length: UInt32, kind: UInt8, flags: UInt8 = 0) -> [UInt8] {
    let number = sequence + 1
    let covered =
      Self.bytes(of: length, count: 4) + [kind, flags, 0, 0]
      + Self.bytes(of: UInt32(truncatingIfNeeded: number), count: 4)
      + Self.bytes(of: UInt32(truncatingIfNeeded: number >> 32), count: 4)
    return covered + Self.bytes(of: checksum(covered[...], continuing: seed), count: 4)
  }

  private func checksum(_ bytes: ArraySlice<UInt8>, continuing crc: UInt32) -> UInt32 {
    unsafe backend.crc32c(of: Array(bytes).span.bytes, continuing: crc)
  }

  static func bytes(of value: UInt32, count: Int) -> [UInt8] {
    (0..<count).map { UInt8(truncatingIfNeeded: value >> UInt32(8 * $0)) }
  }

  static func word(_ bytes: [UInt8], at position: Int) -> UInt32 {
    (0..<4).reduce(0) { $0 | UInt32(bytes[position + $1]) << UInt32(8 * $1) }
  }
}

/// A number as records store it: seven bits a byte, the least significant first.
func varint(_ value: UInt64) -> [UInt8] {
  var rest = value
  var bytes: [UInt8] = []
  while rest >= 0x80 {
    bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
    rest >>= 7
  }
  return bytes + [UInt8(rest)]
}
