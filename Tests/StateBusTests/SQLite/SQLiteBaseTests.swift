import Foundation
import Oracle
import StateBus
import Support
import TestSupport
import Testing

/// A database other than the log's own base is refused or reported, never imported in silence.
@Suite struct SQLiteBaseTests {
  private static let database = DatabaseBuilder(pageByteCount: 512)

  /// The files are SQLite's own; the database lacks its last page.
  @Test func aPageInNeitherFileIsNamed() throws {
    let folder = "sqlite-wal/cases/base-gap"
    #expect(
      throws: SQLiteWALError.pageMissing(page: 17, commit: 1, pageCount: 19, restartCount: 0)
    ) { try report(Golden.bytes("\(folder)/before.db"), Golden.bytes("\(folder)/app.db-wal")) }
  }

  @Test(arguments: [3, 4, 5, 6])
  func aPageMissingFromALaterCommitIsNamed(missing: Int) throws {
    let page = [UInt8](repeating: 1, count: 512)
    var wal = WALBuilder(pageByteCount: 512, restartCount: 3)
    let first = Self.database.firstPage(pageCount: 2, change: 2)
    wal.commit([(1, first)], databasePageCount: 2)
    let pages = [3, 4, 5, 6, 7].filter { $0 != missing }.map { ($0, page) }
    wal.commit(
      pages + [(1, Self.database.firstPage(pageCount: 7, change: 2))], databasePageCount: 7)
    #expect(
      throws: SQLiteWALError.pageMissing(page: missing, commit: 2, pageCount: 7, restartCount: 3)
    ) { try report(base(change: 1), wal.bytes) }
  }

  /// SQLite locks byte 2^30 and never writes the page that holds it.
  @Test(arguments: [16386, 16387]) func onlyTheLockPageMayBeInNeitherFile(pageCount: Int) throws {
    let database = DatabaseBuilder(pageByteCount: 65536)
    let first = database.firstPage(pageCount: 16384, change: 1)
    let base = ByteSource(byteCount: 1 << 30) { offset, count in
      offset == 0
        ? first + [UInt8](repeating: 0, count: count - first.count)
        : [UInt8](repeating: 0, count: count)
    }
    var wal = WALBuilder(pageByteCount: 65536)
    wal.commit(
      [
        (1, database.firstPage(pageCount: pageCount, change: 2)),
        (pageCount, [UInt8](repeating: 7, count: 65536)),
      ], databasePageCount: pageCount)
    if pageCount == 16386 {
      #expect(try report(base, ByteSource(wal.bytes)).pageCount == 16386)
    } else {
      #expect(
        throws: SQLiteWALError.pageMissing(
          page: 16386, commit: 1, pageCount: 16387, restartCount: 0)
      ) { try report(base, ByteSource(wal.bytes)) }
    }
  }

  @Test func aDatabaseFromBeforeWALModeIsRefusedUnlessTheLogWritesItsFirstPage() throws {
    let old =
      Self.database.firstPage(pageCount: 2, change: 4, isInWALMode: false)
      + [UInt8](repeating: 1, count: 512)
    var wal = WALBuilder(pageByteCount: 512)
    wal.commit([(2, [UInt8](repeating: 2, count: 512))], databasePageCount: 2)
    #expect(throws: SQLiteWALError.databaseInRollbackMode) { try report(old, wal.bytes) }
    wal.commit([(1, Self.database.firstPage(pageCount: 2, change: 6))], databasePageCount: 2)
    #expect(try report(old, wal.bytes).isBaseInRollbackMode)
    #expect(try !report(base(change: 5), wal.bytes).isBaseInRollbackMode)
  }

  /// The right database's counter is the log's first or one less, wrapping: 3 from 2 or 3.
  @Test(arguments: [(2, 3), (3, 3), (.max, 0), (1, 3), (0, 3), (.max, 1)] as [(UInt32, UInt32)])
  func aChangeCounterThatJumpsIsToldWithTheRestart(base counter: UInt32, wal first: UInt32) throws {
    var wal = WALBuilder(pageByteCount: 512, restartCount: 2)
    wal.commit([(2, [UInt8](repeating: 2, count: 512))], databasePageCount: 2)
    wal.commit([(1, Self.database.firstPage(pageCount: 2, change: first))], databasePageCount: 2)
    if first &- counter <= 1 {
      #expect(try report(base(change: counter), wal.bytes).restartCount == 2)
    } else {
      let error = #expect(throws: SQLiteWALError.self) {
        try report(base(change: counter), wal.bytes)
      }
      #expect(
        error
          == .databaseTooOld(changeCounter: counter, walChangeCounter: first, restartCount: 2))
      #expect(error?.description.contains("restarted") == true)
    }
  }

  @Test func aDatabaseThatIsAheadOfTheLogsEndIsRefused() throws {
    let made = WALShape(sizes: [3, 2]).make()
    #expect(throws: SQLiteWALError.databaseTooNew(changeCounter: 4, walChangeCounter: 3)) {
      try report(base(change: 4), made.wal)
    }
  }

  @Test func aFirstPageThatStatesAnotherSizeIsRefused() throws {
    var wal = WALBuilder(pageByteCount: 512)
    wal.commit([(2, [UInt8](repeating: 2, count: 512))], databasePageCount: 2)
    let larger = Self.database.firstPage(pageCount: 9, change: 1)
    #expect(
      throws: SQLiteWALError.sizeContradicted(pageCount: 2, statedPageCount: 9, restartCount: 0)
    ) { try report(larger + [UInt8](repeating: 1, count: 512), wal.bytes) }
  }

  @Test(arguments: [WALShape(), WALShape(seed: 5, sizes: [4, 2, 6])])
  func aDatabaseThatEqualsTheEndIsTold(_ shape: WALShape) throws {
    let made = shape.make()
    let end = shape.expectedImage(made.base, made.transactions)
    #expect(try report(end, made.wal).isBaseTheEnd)
    #expect(try !report(made.base, made.wal).isBaseTheEnd)
    var almost = end
    almost[600] ^= 1
    #expect(try report(almost, made.wal).isBaseTheEnd == !writes(2, made.transactions))
  }

  /// The files are SQLite's own, with a bit flipped in the second frame.
  @Test func damageBeforeTheFirstCommitIsDamage() throws {
    let folder = "sqlite-wal/cases/wal-first-tx-damaged"
    #expect(
      throws: SQLiteWALError.damagedFrame(
        frame: 1, followingFrameCount: 7, lostCommitCount: 2)
    ) { try report(Golden.bytes("\(folder)/before.db"), Golden.bytes("\(folder)/app.db-wal")) }
  }

  @Test func everyBitFlipBeforeTheFirstCommitIsNamedByItsFrame() throws {
    let made = WALShape(seed: 6, sizes: [3, 2]).make()
    let first = made.transactions[0].count
    for bit in stride(from: 32 * 8, to: (32 + first * 536) * 8, by: 3) {
      var flipped = made.wal
      flipped[bit / 8] ^= 1 << (bit % 8)
      let error = #expect(throws: SQLiteWALError.self, "bit \(bit)") {
        try report(made.base, flipped)
      }
      guard case .damagedFrame(let frame, let following, let lost) = error else {
        Issue.record("bit \(bit): \(String(describing: error))")
        continue
      }
      #expect(frame == (bit / 8 - 32) / 536, "bit \(bit)")
      #expect(following == made.transactions.joined().count - frame - 1, "bit \(bit)")
      // A flip may zero a commit's size, or give a size to a frame without a commit.
      #expect((1...3).contains(lost), "bit \(bit)")
    }
  }

  @Test(.enabled(if: SQLiteProgram.path != nil, "the sqlite3 program is not on the path"))
  func copiesThatSQLiteLeavesAtOtherMomentsAreTold() throws {
    let moments = try SQLiteMoments()
    let right = try report(moments.afterRestart, moments.wal)
    #expect(right.restartCount > 0 && !right.isBaseTheEnd && !right.isBaseInRollbackMode)
    #expect(try report(moments.end, moments.wal).isBaseTheEnd)
    for old in [moments.rollbackMode, moments.beforeRestart] {
      let error = #expect(throws: SQLiteWALError.self) { try report(old, moments.wal) }
      #expect(error?.isAboutDatabase == true, "\(String(describing: error))")
      #expect(error?.description.contains("restarted") == true, "\(String(describing: error))")
    }
    #expect(right.wal.end == .rolledBack(frame: right.wal.committedFrameCount))
    #expect(right.wal.unreachableFrameCount > 0)
  }

  /// A database of two pages.
  private func base(change: UInt32) -> [UInt8] {
    Self.database.firstPage(pageCount: 2, change: change) + [UInt8](repeating: 1, count: 512)
  }

  private func writes(_ page: Int, _ all: [[(page: Int, image: [UInt8])]]) -> Bool {
    all.joined().contains { $0.page == page }
  }

  private func report(_ base: [UInt8], _ wal: [UInt8]) throws -> SQLiteWALImportReport {
    try report(ByteSource(base), ByteSource(wal))
  }

  private func report(_ base: ByteSource, _ wal: ByteSource) throws -> SQLiteWALImportReport {
    var importer = try SQLiteWALImporter(
      database: base, wal: wal, backend: try Backend.named("scalar"))
    while try importer.next() != nil {}
    return importer.report
  }
}

/// Copies of one database at several moments of SQLite's work, and the log at the end.
private struct SQLiteMoments {
  let rollbackMode, beforeRestart, afterRestart, end, wal: [UInt8]

  init() throws {
    let folder = try TestFolder()
    let path = folder.path("t.db")
    func fill(_ name: String, _ count: Int) -> String {
      "CREATE TABLE \(name)(x); WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n "
        + "WHERE i < \(count)) INSERT INTO \(name) SELECT zeroblob(900) FROM n;"
    }
    func copy(_ name: String) -> String { ".shell cp '\(path)' '\(folder.path(name))'" }
    try SQLiteProgram.run([
      path, ".dbconfig no_ckpt_on_close on", "PRAGMA page_size = 1024;", fill("a", 20),
      copy("rollbackMode"), "PRAGMA journal_mode = WAL;", "PRAGMA wal_autocheckpoint = 0;",
      "PRAGMA cache_size = 10;", copy("beforeRestart"), fill("b", 40),
      "PRAGMA wal_checkpoint(RESTART);", copy("afterRestart"), "UPDATE a SET x = 1;",
      "BEGIN; UPDATE b SET x = zeroblob(800); ROLLBACK;", "INSERT INTO a VALUES (3);",
      ".shell cp '\(path)-wal' '\(folder.path("wal"))'", "PRAGMA wal_checkpoint(TRUNCATE);",
      copy("end"),
    ])
    rollbackMode = try folder.bytes("rollbackMode")
    beforeRestart = try folder.bytes("beforeRestart")
    afterRestart = try folder.bytes("afterRestart")
    end = try folder.bytes("end")
    wal = try folder.bytes("wal")
  }
}
