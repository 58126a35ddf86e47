import Glibc
import StateBus
import Support
import TestSupport
import Testing

/// Files that aren't a log of this format are refused and left unchanged.
@Suite struct LogHeaderTests {
  let backend: Backend
  let folder = TemporaryFolder()

  init() throws { backend = try Backend.preferred() }

  /// Opens the file to read and to append; both must fail alike and leave the file unchanged.
  func expectRefused(_ bytes: [UInt8], _ error: LogError, _ note: Comment? = nil) throws {
    try store(bytes, at: folder.file)
    #expect(throws: error, note) { _ = try LogReader(path: folder.file, backend: backend) }
    #expect(throws: error, note) { _ = try LogWriter(opening: folder.file, backend: backend) }
    #expect(try contents(of: folder.file) == bytes, note)
  }

  /// A header with changed bytes and valid checksums.
  func header(_ change: (inout [UInt8]) -> Void) throws -> [UInt8] {
    var bytes = try RawLog(backend: backend).bytes
    change(&bytes)
    let crc = unsafe backend.crc32c(of: bytes.span.bytes.extracting(0..<60))
    bytes.replaceSubrange(60..<64, with: RawLog.bytes(of: crc, count: 4))
    let frame = unsafe backend.crc32c(of: bytes.span.bytes.extracting(64..<80), continuing: crc)
    bytes.replaceSubrange(80..<84, with: RawLog.bytes(of: frame, count: 4))
    let head = unsafe backend.crc32c(of: bytes.span.bytes.extracting(64..<80), continuing: crc)
    let start = unsafe backend.crc32c(
      of: bytes.span.bytes.extracting(84..<124), continuing: head)
    bytes.replaceSubrange(124..<128, with: RawLog.bytes(of: start, count: 4))
    return bytes
  }

  @Test(.covers("TL3", "MD-16"))
  func foreignFilesAreRefusedAndLeftAlone() throws {
    let path = folder.file
    for text in ["foreign", "SQLite format 3\0 and so on", String(repeating: "x", count: 500)] {
      let bytes = Array(text.utf8)
      try expectRefused(bytes, .notALog(path: path, found: Array(bytes.prefix(8))))
    }
    try expectRefused([], .truncated(path: path, byteCount: 0))
    try expectRefused(Array("MMSBLOG3".utf8), .truncated(path: path, byteCount: 8))
    let legacy = Array("MMSBLOG1".utf8) + [2, 0, 0, 0] + [UInt8](repeating: 0, count: 200)
    try expectRefused(legacy, .legacyLog(path: path))
  }

  @Test(.covers("TL3"))
  func versionsAndFeaturesToComeAreNamed() throws {
    let path = folder.file
    let newer = try header { $0[8] = 99 }
    try expectRefused(newer, .unsupportedVersion(path: path, version: 99, flags: 0))
    let flagged = try header { $0[13] = 1 }
    try expectRefused(flagged, .unsupportedVersion(path: path, version: 3, flags: 256))
    try expectRefused(try header { $0[68] = 3 }, .headerDamaged(path: path), "another kind")
    let same = try header { _ in }
    try store(same, at: path)
    #expect(try readAll(path, backend: backend).tail == .open)
  }

  /// The numbers of a segment start, by offset and name.
  static let numbers: [(offset: Int, name: LogError.StartNumber)] = [
    (20, .lastCRC), (24, .segmentIndex), (32, .basePosition), (40, .lastSequence),
    (48, .pageCount),
  ]
  static let absurd: [UInt64] = [1, 1 << 61, 1 << 62, 1 << 63, (1 << 63) + 1, .max - 1, .max]

  @Test(.covers("TL3", "TL8", "X2"), arguments: [0, 1])
  func segmentStartsWithAbsurdNumbersAreRefused(index: UInt64) throws {
    for (offset, name) in Self.numbers {
      for value in Self.absurd {
        let bytes = try header { bytes in
          if index > 0 { Self.put(index, at: 64 + 24, in: &bytes) }
          Self.put(value, at: 64 + offset, in: &bytes, byteCount: name == .lastCRC ? 4 : 8)
          if name == .lastSequence { Self.put(value &+ 1, at: 64 + 8, in: &bytes) }
        }
        let stored = name == .lastCRC ? value & 0xffff_ffff : value
        try expectAbsurd(bytes, name, stored, isFirst: index == 0)
      }
    }
    let odd = try header { Self.put(3, at: 64 + 8, in: &$0) }
    try expectRefused(odd, .impossibleStart(path: folder.file, .sequence, 3))
    let reserved = try header { Self.put(1, at: 64 + 56, in: &$0, byteCount: 4) }
    try expectRefused(reserved, .impossibleStart(path: folder.file, .reserved, 1))
  }

  private func expectAbsurd(
    _ bytes: [UInt8], _ name: LogError.StartNumber, _ value: UInt64, isFirst: Bool
  ) throws {
    let path = folder.file
    let isSigned = name == .pageCount
    let size = isSigned ? Int64(bitPattern: value).magnitude : value
    let note: Comment = "\(name) \(value)"
    if name == .lastCRC, value == 0 { return }
    // An index, or a number that a later segment may have, makes the reader need the predecessor.
    let isIndex = name == .segmentIndex
    if size < 1 << 62, isIndex || !isFirst {
      let index = isIndex ? value : 1
      return try expectRefused(bytes, .notTheNextSegment(path: path, index: index), note)
    }
    try expectRefused(bytes, .impossibleStart(path: path, name, size), note)
  }

  static func put(_ value: UInt64, at offset: Int, in bytes: inout [UInt8], byteCount: Int = 8) {
    for index in 0..<byteCount {
      bytes[offset + index] = UInt8(truncatingIfNeeded: value >> UInt64(8 * index))
    }
  }

  @Test(.covers("TL3", "MD-16"))
  func creatingNeverOverwrites() throws {
    try store([1, 2, 3], at: folder.file)
    let error = LogError.file(FileError(.create, path: folder.file, code: EEXIST))
    #expect(throws: error) { _ = try LogWriter(creating: folder.file, backend: backend) }
    #expect(try contents(of: folder.file) == [1, 2, 3])
  }

  @Test(.covers("TL3"))
  func missingAndUnreadableFilesAreNamed() throws {
    let missing = folder.path + "/b"
    let error = LogError.file(FileError(.open, path: missing, code: ENOENT))
    #expect(throws: error) { _ = try LogReader(path: missing, backend: backend) }
    #expect(throws: error) { _ = try LogWriter(opening: missing, backend: backend) }
    #expect("\(error)" == "can't open \(missing): No such file or directory")
    let unwritable = folder.path + "/none/b"
    #expect(throws: LogError.file(FileError(.create, path: unwritable, code: ENOENT))) {
      _ = try LogWriter(creating: unwritable, backend: backend)
    }
    #expect(throws: LogError.file(FileError(.open, path: folder.path, code: EISDIR))) {
      _ = try LogReader(path: folder.path, backend: backend)
    }
  }
}
