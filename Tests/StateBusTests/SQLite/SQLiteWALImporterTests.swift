import Oracle
import StateBus
import Support
import TestSupport
import Testing

@Suite struct SQLiteWALImporterTests {
  @Test(arguments: WALShape.all)
  func commitsGiveTheNewestImageOfEveryPage(_ shape: WALShape) throws {
    let made = shape.make()
    let (player, report) = try play(base: made.base, wal: made.wal)
    #expect(player.image == shape.expectedImage(made.base, made.transactions), "\(shape)")
    #expect(
      report.deltaCount == report.baseDeltaCount + report.wal.committedFrameCount
        - report.cutFrameCount + report.restoredPageCount, "\(shape)")
    #expect(report.commitCount == shape.sizes.count + 1)
    #expect(report.pageCount == shape.sizes.last)
    #expect(report.cutFrameCount == (shape.spills ? shape.sizes.count : 0))
    #expect(report.wal.uncommittedFrameCount == shape.uncommittedFrameCount)
  }

  @Test(
    .enabled(if: SQLiteProgram.path != nil, "the sqlite3 program is not on the path"),
    arguments: WALShape.all)
  func commitsGiveSQLitesOwnFile(_ shape: WALShape) throws {
    let made = shape.make()
    let expected = try SQLiteProgram.checkpoint(base: made.base, wal: made.wal)
    #expect(try play(base: made.base, wal: made.wal).player.image == expected, "\(shape)")
  }

  @Test(arguments: Variants.backends)
  func realCaptureGivesSQLitesOwnFile(_ backend: String) throws {
    let (player, report) = try play(
      base: try Golden.bytes("sqlite-wal/packages-4k.base.db"),
      wal: try Golden.bytes("sqlite-wal/packages-4k.wal"), backend: backend)
    #expect(try player.image == Golden.bytes("sqlite-wal/packages-4k.final.db"))
    #expect(report.wal.committedFrameCount == 1312)
    #expect(report.deltaCount == 1313)
    #expect(report.pageCount == 92)
  }

  /// Work that SQLite itself does: growing, emptying, vacuuming, and a restart that leaves stale
  /// frames.
  @Test(
    .enabled(if: SQLiteProgram.path != nil, "the sqlite3 program is not on the path"),
    arguments: WALShape.pageSizes, [false, true])
  func whatSQLiteWritesGivesSQLitesOwnFile(_ pageByteCount: Int, restarting: Bool) throws {
    let made = try SQLiteProgram.record(pageByteCount: pageByteCount, restarting: restarting)
    let (player, report) = try play(base: made.base, wal: made.wal)
    let isSame = player.image == made.final
    #expect(isSame, "\(report)")
    #expect(report.wal.staleFrameCount > 0 || !restarting)
    #expect(report.pageByteCount == pageByteCount)
  }

  @Test func aPageThatRegrowsHasTheImageItWasCutWith() throws {
    let shape = WALShape(seed: 5, sizes: [4, 2, 6])
    let made = shape.make()
    let (player, report) = try play(base: made.base, wal: made.wal)
    #expect(report.restoredPageCount == 1)
    #expect(player.pages[4] == made.transactions[0].last { $0.page == 4 }?.image)
  }

  @Test func aFrameThatChangesNothingIsAnEmptyDelta() throws {
    let database = DatabaseBuilder(pageByteCount: 512)
    let base = database.firstPage(pageCount: 1, change: 1)
    var wal = WALBuilder(pageByteCount: 512)
    wal.commit([(1, base), (1, base)], databasePageCount: 1)
    let (player, report) = try play(base: base, wal: wal.bytes)
    #expect(player.image == base)
    #expect(report.deltaCount == 3)
    #expect(report.unchangedFrameCount == 2)
    #expect(player.epochs[1] == 3)
  }

  @Test func filesThatDoNotBelongTogetherAreNamed() throws {
    let shape = WALShape()
    let made = shape.make()
    let other = DatabaseBuilder(pageByteCount: 1024).firstPage(pageCount: 1, change: 1)
    #expect(throws: SQLiteWALError.pageSizeMismatch(database: 1024, wal: 512)) {
      try play(base: other, wal: made.wal)
    }
    #expect(throws: SQLiteWALError.notADatabase) { try play(base: made.wal, wal: made.wal) }
    for count in [0, 99] {
      #expect(throws: SQLiteWALError.databaseTooShort(byteCount: count)) {
        try play(base: Array(made.base.prefix(count)), wal: made.wal)
      }
    }
    #expect(throws: SQLiteWALError.badDatabasePageSize(513)) {
      try play(base: made.base.prefix(16) + [2, 1] + made.base.dropFirst(18), wal: made.wal)
    }
    #expect(throws: SQLiteWALError.partialDatabasePage(byteCount: 1023, pageByteCount: 512)) {
      try play(base: made.base.dropLast(), wal: made.wal)
    }
    #expect(throws: SQLiteWALError.empty) { try play(base: made.base, wal: []) }
    #expect(throws: SQLiteWALError.noCommittedFrame(uncommittedFrameCount: 0, staleFrameCount: 0)) {
      try play(base: made.base, wal: Array(made.wal.prefix(32)))
    }
    #expect(throws: SQLiteWALError.noCommittedFrame(uncommittedFrameCount: 1, staleFrameCount: 0)) {
      try play(base: made.base, wal: Array(made.wal.prefix(32 + 536)))
    }
  }

  /// A checksummed commit may claim 2^32 - 1 pages; the importer must not make them.
  @Test func aSizeBeyondEveryKnownPageIsRefused() throws {
    let page = DatabaseBuilder(pageByteCount: 512).firstPage(pageCount: 1, change: 1)
    var wal = WALBuilder(pageByteCount: 512)
    wal.commit([(1, page)], databasePageCount: Int(UInt32.max))
    #expect(
      throws: SQLiteWALError.pageMissing(
        page: 2, commit: 1, pageCount: Int(UInt32.max), restartCount: 0)
    ) { try play(base: page, wal: wal.bytes) }
  }

  private func play(
    base: [UInt8], wal: [UInt8], backend: String = "scalar"
  ) throws -> (player: CommitPlayer, report: SQLiteWALImportReport) {
    var importer = try SQLiteWALImporter(
      database: ByteSource(base), wal: ByteSource(wal), backend: try Backend.named(backend))
    var player = CommitPlayer()
    while let commit = try importer.next() { try player.apply(commit) }
    return (player, importer.report)
  }
}
