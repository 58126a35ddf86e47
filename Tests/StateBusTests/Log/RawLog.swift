import StateBus

/// A log built record by record, right checksums around any body: what no writer would write.
struct RawLog {
  /// The file so far.
  private(set) var bytes: [UInt8]
  private let backend: Backend
  private var sequence: UInt16 = 1
  private var crc: UInt32

  /// Only the header of a log with these limits.
  init(limits: LogLimits = LogLimits(), backend: Backend) throws {
    let folder = TemporaryFolder()
    _ = try LogWriter(creating: folder.file, limits: limits, logID: 7, backend: backend)
    bytes = try contents(of: folder.file)
    self.backend = backend
    crc = Self.word(bytes, at: bytes.count - 4)
  }

  /// Adds a record that follows the one before it.
  mutating func append(kind: UInt8, flags: UInt8 = 0, _ body: [UInt8]) {
    sequence &+= 1
    let length = UInt32(body.count + 12)
    var record = Self.bytes(of: length, count: 4) + Self.bytes(of: UInt32(sequence), count: 2)
    record += [kind, flags] + body
    crc = unsafe backend.crc32c(of: record.span.bytes, continuing: crc)
    bytes += record + Self.bytes(of: crc, count: 4)
  }

  /// Adds a commit record for so many records and pages.
  mutating func commit(records: UInt8, pages: UInt8 = 0) {
    append(kind: 7, [records, pages * 2])
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
