import Oracle
import StateBus
import Support
import TestSupport
import Testing

@Suite struct SQLiteWALReaderTests {
  @Test(arguments: WALShape.all)
  func everyShapeReadsBackAsWritten(_ shape: WALShape) throws {
    let made = shape.make()
    let read = try readAll(made.wal)
    try #require(read.transactions.count == made.transactions.count, "\(shape)")
    for (index, (read, made)) in zip(read.transactions, made.transactions).enumerated() {
      #expect(read.pageNumbers == made.map(\.page), "\(shape)")
      #expect(read.databasePageCount == shape.sizes[index], "\(shape)")
      for (frame, write) in made.enumerated() {
        #expect(read.image(at: frame) == write.image[...], "frame \(frame) of \(index), \(shape)")
      }
    }
    #expect(read.summary.commitCount == shape.sizes.count)
    #expect(read.summary.uncommittedFrameCount == shape.uncommittedFrameCount)
    #expect(read.summary.staleFrameCount == shape.staleFrameCount)
    #expect(read.summary.tornByteCount == 0)
    let frameCount = made.transactions.joined().count + shape.uncommittedFrameCount
    #expect(
      read.summary.end
        == (shape.staleFrameCount > 0 ? .staleGeneration(frame: frameCount) : .endOfFile))
  }

  @Test(
    .enabled(if: SQLiteProgram.path != nil, "the sqlite3 program is not on the path"),
    arguments: WALShape.all)
  func everyShapeMeansWhatSQLiteMakesOfIt(_ shape: WALShape) throws {
    let made = shape.make()
    let expected = try SQLiteProgram.checkpoint(base: made.base, wal: made.wal)
    #expect(
      image(base: made.base, try readAll(made.wal).transactions, shape.pageByteCount) == expected,
      "\(shape)")
  }

  @Test func realCaptureGivesSQLitesOwnFile() throws {
    let read = try readAll(try Golden.bytes("sqlite-wal/packages-4k.wal"))
    let base = try Golden.bytes("sqlite-wal/packages-4k.base.db")
    let final = try Golden.bytes("sqlite-wal/packages-4k.final.db")
    #expect(image(base: base, read.transactions, 4096) == final)
    #expect(read.summary.end == .endOfFile)
    #expect(read.summary.ignoredFrameCount == 0)
    #expect(read.summary.committedFrameCount == (5_405_472 - 32) / 4120)
  }

  @Test func everyTruncationKeepsExactlyTheWholeTransactions() throws {
    let shape = WALShape(seed: 5, sizes: [3, 5, 2])
    let made = shape.make()
    var ends: [Int] = []
    var frames = 0
    for transaction in made.transactions {
      frames += transaction.count
      ends.append(32 + frames * 536)
    }
    for length in 0..<made.wal.count {
      let cut = Array(made.wal.prefix(length))
      if length < 32 {
        #expect(throws: length == 0 ? .empty : SQLiteWALError.truncatedHeader(byteCount: length)) {
          try readAll(cut)
        }
        continue
      }
      let read = try readAll(cut)
      #expect(read.transactions.count == ends.count { $0 <= length }, "cut at \(length)")
      #expect(read.summary.tornByteCount == (length - 32) % 536, "cut at \(length)")
    }
  }

  @Test func everyBitFlipEndsTheLogAtItsFrame() throws {
    let shape = WALShape(seed: 6, sizes: [3, 2])
    let made = shape.make()
    let whole = try readAll(made.wal).transactions
    for bit in 0..<made.wal.count * 8 {
      var flipped = made.wal
      flipped[bit / 8] ^= 1 << (bit % 8)
      if bit / 8 < 32 {
        #expect(throws: SQLiteWALError.self, "bit \(bit)") { try readAll(flipped) }
        continue
      }
      let damaged = (bit / 8 - 32) / 536
      let sound = damaged < made.transactions[0].count ? 0 : 1
      let read = try readAll(flipped)
      let isPrefix = read.transactions == Array(whole.prefix(sound))
      #expect(isPrefix, "bit \(bit)")
      let frameCount = read.summary.ignoredFrameCount + read.summary.committedFrameCount
      #expect(frameCount == made.transactions.joined().count, "bit \(bit)")
      // Without its size, the last frame isn't a commit and looks like a rolled back frame.
      let isLastSize = bit / 8 >= made.wal.count - 532 && bit / 8 < made.wal.count - 528
      let isUnknown = isLastSize && shape.sizes[1].nonzeroBitCount == 1
      #expect(
        read.summary.end == .damaged(frame: damaged)
          || isUnknown && read.summary.end == .rolledBack(frame: damaged), "bit \(bit)")
    }
  }

  /// SQLite treats page 0 as the end of the log, even with a valid checksum.
  @Test func aFrameOfPageZeroEndsTheLog() throws {
    let page = [UInt8](repeating: 3, count: 512)
    var wal = WALBuilder(pageByteCount: 512)
    wal.commit([(2, page)], databasePageCount: 2)
    wal.commit([(2, page), (0, page)], databasePageCount: 2)
    wal.commit([(2, page)], databasePageCount: 2)
    let read = try readAll(wal.bytes)
    #expect(read.transactions.count == 1)
    #expect(read.summary.end == .damaged(frame: 2))
    #expect(read.summary.unreachableFrameCount == 2)
    #expect(read.summary.unreachableCommitCount == 2)
  }

  /// A long transaction was rolled back, then a short one overwrote its start.
  @Test(arguments: [1, 5]) func framesOfARolledBackTransactionAreNoDamage(count: Int) throws {
    var random = SplitMix64(seed: 21)
    let database = DatabaseBuilder(pageByteCount: 512)
    var wal = WALBuilder(pageByteCount: 512)
    wal.commit([(1, database.page(&random))], databasePageCount: 2)
    var rolledBack = wal
    for _ in 0..<2 + count { rolledBack.frame(page: 2, database.page(&random)) }
    wal.commit([(2, database.page(&random)), (1, database.page(&random))], databasePageCount: 2)
    let read = try readAll(wal.overlaying(rolledBack))
    #expect(read.transactions.count == 2)
    #expect(read.summary.end == .rolledBack(frame: 3))
    #expect(read.summary.unreachableFrameCount == count)
    #expect(read.summary.ignoredFrameCount == count)
  }

  /// Only a restart changes both salts of a frame.
  @Test(arguments: [8, 12]) func aFrameWithOneForeignSaltIsDamaged(offset: Int) throws {
    let page = [UInt8](repeating: 3, count: 512)
    var wal = WALBuilder(pageByteCount: 512)
    for _ in 0..<3 { wal.commit([(2, page)], databasePageCount: 2) }
    var bytes = wal.bytes
    for index in 0..<4 { bytes[32 + 536 + offset + index] ^= 0x5a }
    let read = try readAll(bytes)
    #expect(read.transactions.count == 1)
    #expect(read.summary.end == .damaged(frame: 1))
    #expect(read.summary.staleFrameCount == 0)
    #expect(read.summary.unreachableCommitCount == 2)
  }

  @Test func foreignAndMalformedHeadersAreNamed() throws {
    let good = WALShape().make().wal
    func changed(_ offset: Int, _ bytes: [UInt8]) -> [UInt8] {
      var copy = good
      copy.replaceSubrange(offset..<offset + bytes.count, with: bytes)
      return copy
    }
    #expect(throws: SQLiteWALError.notAWAL(magic: 0x5351_4c69)) {
      try readAll(Array("SQLite format 3\0".utf8) + [UInt8](repeating: 0, count: 100))
    }
    #expect(throws: SQLiteWALError.unknownVersion(3_007_001)) {
      try readAll(changed(7, [0x19]))
    }
    for size: UInt32 in [0, 1, 256, 513, 131072] {
      let word = [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: size >> $0) }
      #expect(throws: SQLiteWALError.badPageSize(size)) { try readAll(changed(8, word)) }
    }
    #expect(throws: SQLiteWALError.headerChecksumMismatch) { try readAll(changed(16, [0])) }
  }

  private func readAll(
    _ wal: [UInt8]
  ) throws -> (transactions: [SQLiteWALTransaction], summary: SQLiteWALSummary) {
    var reader = try SQLiteWALReader(ByteSource(wal))
    var transactions: [SQLiteWALTransaction] = []
    while let transaction = try reader.next() { transactions.append(transaction) }
    return (transactions, reader.summary)
  }

  /// The database file that SQLite would leave: the newest image of each page,
  /// else the base's, else zeros.
  private func image(
    base: [UInt8], _ transactions: [SQLiteWALTransaction], _ pageByteCount: Int
  ) -> [UInt8] {
    var pages: [Int: ArraySlice<UInt8>] = [:]
    for page in 0..<base.count / pageByteCount {
      pages[page + 1] = base[page * pageByteCount..<(page + 1) * pageByteCount]
    }
    for transaction in transactions {
      for (frame, page) in transaction.pageNumbers.enumerated() {
        pages[page] = transaction.image(at: frame)
      }
    }
    let zeros = ArraySlice([UInt8](repeating: 0, count: pageByteCount))
    return (1...(transactions.last?.databasePageCount ?? 1)).flatMap { pages[$0] ?? zeros }
  }
}
