import Oracle
import Support

/// A base database and a write-ahead log of one shape, made from a seed.
struct WALShape: CustomStringConvertible, Sendable {
  var pageByteCount = 512
  var isBigEndian = false
  var seed: UInt64 = 1
  /// The number of pages after each commit: growing, shrinking, growing again.
  var sizes = [3, 6, 6, 2, 5, 9, 4]
  /// The number of valid frames after the last commit.
  var uncommittedFrameCount = 0
  /// The least number of an older generation's frames at the end of the log.
  var staleFrameCount = 0
  /// Whether each transaction also writes the page after its last page.
  var spills = false

  /// Every page size and byte order, and every kind of tail.
  static let all =
    pageSizes.flatMap { size in
      [false, true].map { WALShape(pageByteCount: size, isBigEndian: $0) }
    } + [
      WALShape(seed: 2, uncommittedFrameCount: 3),
      WALShape(seed: 3, staleFrameCount: 2),
      WALShape(isBigEndian: true, seed: 4, uncommittedFrameCount: 2, staleFrameCount: 5),
      WALShape(seed: 5, sizes: [4, 2, 6]),
      WALShape(seed: 6, sizes: [4, 2, 7, 3, 9, 9], spills: true),
    ]

  static let pageSizes = [512, 1024, 2048, 4096, 8192, 16384, 32768, 65536]

  var description: String {
    "\(pageByteCount)-byte pages, \(isBigEndian ? "big" : "little")-endian sums, sizes \(sizes), "
      + "\(uncommittedFrameCount) uncommitted, \(staleFrameCount) stale, "
      + "\(spills ? "spilled, " : "")seed \(seed)"
  }

  /// Makes the files.
  ///
  /// Each transaction writes the pages it adds, except every fourth that existed before, an old
  /// page twice, and the first page.
  func make() -> (base: [UInt8], wal: [UInt8], transactions: [[(page: Int, image: [UInt8])]]) {
    var random = SplitMix64(seed: seed)
    let database = DatabaseBuilder(pageByteCount: pageByteCount)
    var builder = WALBuilder(pageByteCount: pageByteCount, isBigEndian: isBigEndian)
    var base = database.firstPage(pageCount: 2, change: 1)
    base += database.page(&random)
    var transactions: [[(page: Int, image: [UInt8])]] = []
    var size = 2
    var known: Set = [1, 2]
    for (index, newSize) in sizes.enumerated() {
      var frames: [(page: Int, image: [UInt8])] = []
      let first = database.firstPage(pageCount: newSize, change: UInt32(index + 2))
      if newSize > size {
        // A page that returns without a write has its image from before.
        for page in size + 1...newSize
        where page % 4 != 0 || page == newSize || !known.contains(page) {
          frames.append((page, database.page(&random)))
        }
      }
      if spills { frames.append((newSize + 1, database.page(&random))) }
      let old = 2 + Int(random.next() % UInt64(min(size, newSize) - 1))
      frames.append((old, database.page(&random)))
      frames.append((old, database.page(&random)))
      frames.append((1, first))
      builder.commit(frames, databasePageCount: newSize)
      transactions.append(frames)
      known.formUnion(frames.map(\.page))
      size = newSize
    }
    for _ in 0..<uncommittedFrameCount { builder.frame(page: 2, database.page(&random)) }
    return (base, behind(builder, &random), transactions)
  }

  /// The log, followed by an older generation's frames.
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

extension WALShape {
  /// The database that SQLite leaves: each page's newest image, else the base's, else zeros.
  func expectedImage(
    _ base: [UInt8], _ transactions: [[(page: Int, image: [UInt8])]]
  ) -> [UInt8] {
    var pages: [Int: [UInt8]] = [:]
    for page in 0..<base.count / pageByteCount {
      pages[page + 1] = Array(base[page * pageByteCount..<(page + 1) * pageByteCount])
    }
    for frame in transactions.joined() { pages[frame.page] = frame.image }
    let zeros = [UInt8](repeating: 0, count: pageByteCount)
    return (1...(sizes.last ?? 1)).flatMap { pages[$0] ?? zeros }
  }
}
