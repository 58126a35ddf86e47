import Oracle

/// A base database and a write-ahead log of one shape, made from a seed.
struct WALShape: CustomStringConvertible, Sendable {
  var pageByteCount = 512
  var isBigEndian = false
  var seed: UInt64 = 1
  /// Pages after each commit: growing, shrinking, growing again.
  var sizes = [3, 6, 6, 2, 5, 9, 4]
  /// Sound frames behind the last commit.
  var uncommittedFrameCount = 0
  /// An older generation's frames left behind.
  var staleFrameCount = 0

  static let pageSizes = [512, 1024, 2048, 4096, 8192, 16384, 32768, 65536]

  var description: String {
    "\(pageByteCount)-byte pages, \(isBigEndian ? "big" : "little")-endian sums, sizes \(sizes), "
      + "\(uncommittedFrameCount) uncommitted, \(staleFrameCount) stale, seed \(seed)"
  }

  /// Page images each transaction writes: its first page, every page it adds but the last, one old page twice.
  func make() -> (base: [UInt8], wal: [UInt8], transactions: [[(page: Int, image: [UInt8])]]) {
    var random = SplitMix64(seed: seed)
    let database = DatabaseBuilder(pageByteCount: pageByteCount)
    var builder = WALBuilder(pageByteCount: pageByteCount, isBigEndian: isBigEndian)
    var base = database.firstPage(pageCount: 2, change: 1)
    base += database.page(&random)
    var transactions: [[(page: Int, image: [UInt8])]] = []
    var size = 2
    for (index, newSize) in sizes.enumerated() {
      var frames: [(page: Int, image: [UInt8])] = []
      let first = database.firstPage(pageCount: newSize, change: UInt32(index + 2))
      if newSize > size {
        // SQLite may leave a page that it added out of the log; it is then whatever it was before.
        for page in size + 1...newSize where page % 4 != 0 || page == newSize {
          frames.append((page, database.page(&random)))
        }
      }
      let old = 2 + Int(random.next() % UInt64(min(size, newSize) - 1))
      frames.append((old, database.page(&random)))
      frames.append((old, database.page(&random)))
      frames.append((1, first))
      builder.commit(frames, databasePageCount: newSize)
      transactions.append(frames)
      size = newSize
    }
    for _ in 0..<uncommittedFrameCount { builder.frame(page: 2, database.page(&random)) }
    return (base, behind(builder, &random), transactions)
  }

  /// The log with an older generation's frames behind it.
  private func behind(_ builder: WALBuilder, _ random: inout SplitMix64) -> [UInt8] {
    guard staleFrameCount > 0 else { return builder.bytes }
    let database = DatabaseBuilder(pageByteCount: pageByteCount)
    var older = WALBuilder(
      pageByteCount: pageByteCount, isBigEndian: isBigEndian, salt: 0x5151_5151)
    let frameByteCount = pageByteCount + WALBuilder.frameHeaderByteCount
    while older.bytes.count < builder.bytes.count + staleFrameCount * frameByteCount {
      older.frame(page: 2, database.page(&random), databasePageCount: 4)
    }
    return builder.overlaying(older)
  }
}
