import Foundation
import Oracle
import StateBus
import Support
import TestSupport
import Testing

/// The import of a database and its log into a trace file, and the replay back to the database.
@Suite struct TraceTests {
  @Test(arguments: Variants.backends)
  func replayedTraceOfTheCaptureIsSQLitesOwnFile(_ backend: String) throws {
    let scratch = try TestFolder()
    let backend = try Backend.named(backend)
    let report = try SQLiteWALImporter.writeTrace(
      database: ByteSource(path: Golden.path("sqlite-wal/packages-4k.base.db")),
      wal: ByteSource(path: Golden.path("sqlite-wal/packages-4k.wal")),
      to: scratch.path("t.mmsblog"), backend: backend)
    let store = try replay(scratch.path("t.mmsblog"), backend)
    #expect(try image(store) == Golden.bytes("sqlite-wal/packages-4k.final.db"))
    #expect(try report.writtenByteCount == scratch.bytes("t.mmsblog").count)
    #expect(report.readByteCount == 4096 + 5_405_472)
    #expect(try scratch.names == ["t.mmsblog"])
  }

  /// The scenarios replay the committed traces.
  @Test(arguments: ["packages-4k", "tpcb-4k"])
  func committedTracesGiveSQLitesOwnFiles(_ name: String) throws {
    let store = try replay(Golden.trace(name), Backend.preferred())
    #expect(try image(store) == Golden.bytes("sqlite-wal/\(name).final.db"))
  }

  @Test(arguments: ["packages-4k", "tpcb-4k"])
  func theCommittedTraceIsWhatTheImportGives(_ name: String) throws {
    let scratch = try TestFolder()
    _ = try SQLiteWALImporter.writeTrace(
      database: ByteSource(path: Golden.path("sqlite-wal/\(name).base.db")),
      wal: ByteSource(path: Golden.path("sqlite-wal/\(name).wal")),
      to: scratch.path("t.mmsblog"), backend: Backend.preferred())
    let committed = try Golden.bytes(atPath: Golden.trace(name))
    #expect(try scratch.bytes("t.mmsblog") == committed)
  }

  @Test(arguments: WALShape.all)
  func replayedTraceOfEveryShapeIsTheDatabase(_ shape: WALShape) throws {
    let scratch = try TestFolder()
    let backend = try Backend.preferred()
    let made = shape.make()
    _ = try SQLiteWALImporter.writeTrace(
      database: ByteSource(made.base), wal: ByteSource(made.wal), to: scratch.path("t.mmsblog"),
      backend: backend)
    let store = try replay(scratch.path("t.mmsblog"), backend)
    #expect(try image(store) == shape.expectedImage(made.base, made.transactions), "\(shape)")
  }

  @Test func theSameFilesGiveTheSameTraceOnEveryBackend() throws {
    let scratch = try TestFolder()
    let made = WALShape().make()
    let traces = try Backend.usable.map { backend in
      _ = try SQLiteWALImporter.writeTrace(
        database: ByteSource(made.base), wal: ByteSource(made.wal),
        to: scratch.path(backend.name), backend: backend)
      return try scratch.bytes(backend.name)
    }
    #expect(Set(traces).count == 1)
  }

  @Test func aFailedImportLeavesNothingBehind() throws {
    let scratch = try TestFolder()
    let made = WALShape().make()
    #expect(throws: SQLiteWALError.noCommittedFrame(uncommittedFrameCount: 0, staleFrameCount: 0)) {
      try SQLiteWALImporter.writeTrace(
        database: ByteSource(made.base), wal: ByteSource(Array(made.wal.prefix(32))),
        to: scratch.path("t.mmsblog"), backend: Backend.preferred())
    }
    #expect(try scratch.names == [])
  }

  @Test func anExistingFileIsNeverOverwritten() throws {
    let scratch = try TestFolder()
    let made = WALShape().make()
    let path = try scratch.write([1, 2, 3], "precious.db")
    #expect(throws: SQLiteWALError.self) {
      try SQLiteWALImporter.writeTrace(
        database: ByteSource(made.base), wal: ByteSource(made.wal), to: path,
        backend: Backend.preferred())
    }
    #expect(try scratch.bytes("precious.db") == [1, 2, 3])
    #expect(try scratch.names == ["precious.db"])
  }

  /// An unfinished log had the name `t.mmsblog.partial`, and the import deleted a user's file.
  @Test(arguments: [true, false])
  func aFileOfTheUsersNextToTheTraceStays(isWhole: Bool) throws {
    let scratch = try TestFolder()
    let made = WALShape().make()
    try scratch.write([4, 5], "t.mmsblog.partial")
    let wal = isWhole ? made.wal : Array(made.wal.prefix(32))
    _ = try? SQLiteWALImporter.writeTrace(
      database: ByteSource(made.base), wal: ByteSource(wal), to: scratch.path("t.mmsblog"),
      backend: Backend.preferred())
    #expect(try scratch.names == (isWhole ? ["t.mmsblog"] : []) + ["t.mmsblog.partial"])
    #expect(try scratch.bytes("t.mmsblog.partial") == [4, 5])
  }

  /// The file appears while the import reads its input.
  @Test func aFileThatAppearsMeanwhileIsNotOverwritten() throws {
    let scratch = try TestFolder()
    let made = WALShape().make()
    let path = scratch.path("t.mmsblog")
    let wal = ByteSource(byteCount: made.wal.count) { offset, count in
      _ = try? Data([6]).write(to: URL(filePath: path))
      return Array(made.wal[offset..<min(offset + count, made.wal.count)])
    }
    #expect(throws: SQLiteWALError.log(.file(FileError(.create, path: path, code: EEXIST)))) {
      try SQLiteWALImporter.writeTrace(
        database: ByteSource(made.base), wal: wal, to: path, backend: Backend.preferred())
    }
    #expect(try scratch.names == ["t.mmsblog"])
    #expect(try scratch.bytes("t.mmsblog") == [6])
  }

  @Test func infoCountsWhatTheImportMade() throws {
    let scratch = try TestFolder()
    let backend = try Backend.preferred()
    let shape = WALShape(seed: 9, sizes: [5, 3, 4])
    let made = shape.make()
    let report = try SQLiteWALImporter.writeTrace(
      database: ByteSource(made.base), wal: ByteSource(made.wal), to: scratch.path("t.mmsblog"),
      backend: backend)
    let info = try TraceInfo(path: scratch.path("t.mmsblog"), backend: backend)
    #expect(info.tail == .closed)
    #expect(info.commitCount == report.commitCount && info.commitCount == 4)
    #expect(info.deltaCount == report.deltaCount)
    #expect(info.baseDeltaCount == report.baseDeltaCount)
    #expect(info.emptyDeltaCount == report.unchangedFrameCount)
    #expect(info.changedByteCount == report.changedByteCount)
    #expect(info.pageCount == 4 && info.stateByteCount == 4 * 512)
    #expect(info.creationCount == 2 + 3 + 1 && info.removalCount == 2)
    #expect(info.smallestPageByteCount == 512 && info.largestPageByteCount == 512)
    #expect(info.pageWriteByteCount == info.deltaCount * 512)
    #expect(info.byteCount == report.writtenByteCount)
  }

  @Test func aTornTraceIsToldAndADamagedOneRefused() throws {
    let scratch = try TestFolder()
    let backend = try Backend.preferred()
    let made = WALShape().make()
    _ = try SQLiteWALImporter.writeTrace(
      database: ByteSource(made.base), wal: ByteSource(made.wal), to: scratch.path("t.mmsblog"),
      backend: backend)
    var bytes = try scratch.bytes("t.mmsblog")
    let torn = try TraceInfo(
      path: scratch.write(bytes.dropLast(20), "torn.mmsblog"), backend: backend)
    #expect(!torn.tail.isWhole)
    bytes[bytes.count / 2] ^= 1
    #expect(throws: LogError.self) {
      try TraceInfo(path: scratch.write(bytes, "flipped.mmsblog"), backend: backend)
    }
  }

  private func replay(_ path: String, _ backend: Backend) throws -> StateBus {
    let store = StateBus(backend: backend)
    var reader = try LogReader(path: path, backend: backend)
    var commit = Commit()
    while try reader.next(into: &commit) { try store.commit(commit) }
    #expect(reader.tail == .closed)
    return store
  }

  private func image(_ store: StateBus) throws -> [UInt8] { store.pages.images().flatMap(\.bytes) }
}
