import Glibc
import StateBus
import Support
import TestSupport
import Testing

/// What is no log, or not one of ours, is refused and left alone.
@Suite struct LogHeaderTests {
  let backend: Backend
  let folder = TemporaryFolder()

  init() throws { backend = try Backend.preferred() }

  /// Opens the file both ways, which must fail alike and leave it as it was.
  func expectRefused(_ bytes: [UInt8], _ error: LogError, _ note: Comment? = nil) throws {
    try store(bytes, at: folder.file)
    #expect(throws: error, note) { _ = try LogReader(path: folder.file, backend: backend) }
    #expect(throws: error, note) { _ = try LogWriter(opening: folder.file, backend: backend) }
    #expect(try contents(of: folder.file) == bytes, note)
  }

  /// A header whose bytes a change has touched and whose checksums are right all the same.
  func header(_ change: (inout [UInt8]) -> Void) throws -> [UInt8] {
    var bytes = try RawLog(backend: backend).bytes
    change(&bytes)
    let crc = unsafe backend.crc32c(of: bytes.span.bytes.extracting(0..<60))
    bytes.replaceSubrange(60..<64, with: RawLog.bytes(of: crc, count: 4))
    let start = unsafe backend.crc32c(
      of: bytes.span.bytes.extracting(64..<108), continuing: crc)
    bytes.replaceSubrange(108..<112, with: RawLog.bytes(of: start, count: 4))
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
    try expectRefused(try header { $0[70] = 3 }, .headerDamaged(path: path), "another kind")
    let same = try header { _ in }
    try store(same, at: path)
    #expect(try readAll(path, backend: backend).tail == .open)
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
    #expect(throws: LogError.file(FileError(.read, path: folder.path, code: EISDIR))) {
      _ = try LogReader(path: folder.path, backend: backend)
    }
  }
}
