import Glibc
import StateBus
import Support
import TestSupport
import Testing

/// A writer that is closed, or continues in another segment.
@Suite struct LogRotationTests {
  let backend: Backend
  let folder = TemporaryFolder()
  var second: String { folder.path + "/b" }

  init() throws { backend = try Backend.preferred() }

  static func named(_ number: Int) throws -> Commit {
    var (commit, names) = (Commit(), SourceTable())
    let source = names.intern("worker")
    let header = DeltaHeader(
      id: DeltaID(UInt64(number)), page: PageID(1), epoch: Epoch(1), source: source)
    unsafe try commit.deltas.append(header, bytes: [UInt8](repeating: 1, count: 9).span.bytes)
    commit.sources = names
    return commit
  }

  @Test(.covers("TL2", "TL4"))
  func rotatingClosesTheSegmentAndGoesOnInTheNext() throws {
    var writer = try LogWriter(creating: folder.file, backend: backend)
    let end = try writer.append(try Self.named(0))
    let start = try writer.rotate(to: second)
    #expect(start.segmentIndex == 1)
    #expect(start.logID == end.logID)
    #expect(start.sequence == end.sequence + 2)
    #expect(UInt64(try contents(of: folder.file).count) == start.basePosition)
    let position = try writer.append(try Self.named(1))
    #expect(position.offset == UInt64(try contents(of: second).count))
    #expect(position.logicalOffset == position.offset + start.basePosition)
    #expect(try writer.close() == writer.position)
    var reader = try LogReader(path: folder.file, backend: backend)
    var commit = Commit()
    #expect(try reader.next(into: &commit))
    #expect(try !reader.next(into: &commit))
    #expect(reader.tail == .closed)
    var next = try LogReader(path: second, following: reader.position, backend: backend)
    #expect(try next.next(into: &commit))
    #expect(commit.sources.names == [[], Array("worker".utf8)])
    #expect(try !next.next(into: &commit))
    #expect(next.tail == .closed && next.position == writer.position)
  }

  @Test(.covers("TL7"))
  func aClosedWriterTakesNothing() throws {
    var writer = try LogWriter(creating: folder.file, backend: backend)
    try writer.append(try Self.named(0))
    try writer.close()
    let bytes = try contents(of: folder.file)
    let closed = LogError.closed(path: folder.file)
    #expect(throws: closed) { try writer.append(try Self.named(1)) }
    #expect(throws: closed) { try writer.close() }
    #expect(throws: closed) { try writer.rotate(to: second) }
    #expect(try contents(of: folder.file) == bytes)
    #expect(throws: (any Error).self) { try contents(of: second) }
  }

  @Test(.covers("TL7"))
  func rotatingOntoAFileChangesNothing() throws {
    var writer = try LogWriter(creating: folder.file, backend: backend)
    try writer.append(try Self.named(0))
    try store([1, 2], at: second)
    let taken = LogError.file(FileError(.create, path: second, code: EEXIST))
    #expect(throws: taken) { try writer.rotate(to: second) }
    #expect(try contents(of: second) == [1, 2])
    try writer.append(try Self.named(1))
    #expect(try readAll(folder.file, backend: backend).commits.count == 2)
  }

  @Test(.covers("TL7"))
  func aSyncThatFailsPoisonsTheRotation() throws {
    var disk = FaultyDisk()
    disk.beforeSync = { path throws(FileError) in
      throw FileError(.sync, path: path, code: EIO)
    }
    var writer = try LogWriter(creating: folder.file, backend: backend, disk: disk)
    let refusal = FileError(.sync, path: folder.file, code: EIO)
    #expect(throws: LogError.file(refusal)) { try writer.rotate(to: second) }
    #expect(throws: LogError.poisoned(refusal)) { try writer.append(try Self.named(1)) }
    #expect(throws: (any Error).self) { try contents(of: second) }
  }
}
