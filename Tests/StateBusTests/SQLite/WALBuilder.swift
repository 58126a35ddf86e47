import Oracle
import Support

/// A second, independent writer of SQLite's write-ahead log, for shapes that the captures lack.
struct WALBuilder {
  let pageByteCount: Int
  let isBigEndian: Bool
  /// The bytes of the file so far.
  private(set) var bytes: [UInt8] = []
  private var salts: [UInt8] = []
  private var sum: (UInt32, UInt32) = (0, 0)

  static let frameHeaderByteCount = 24

  init(
    pageByteCount: Int, isBigEndian: Bool = false, salt: UInt32 = 0x0102_0304,
    restartCount: UInt32 = 0
  ) {
    self.pageByteCount = pageByteCount
    self.isBigEndian = isBigEndian
    salts = Self.word(salt) + Self.word(~salt)
    bytes += Self.word(isBigEndian ? 0x377f_0683 : 0x377f_0682) + Self.word(3_007_000)
    bytes += Self.word(UInt32(pageByteCount)) + Self.word(restartCount) + salts
    add(bytes)
    bytes += Self.word(sum.0) + Self.word(sum.1)
  }

  /// Appends a frame; `databasePageCount` other than 0 commits.
  mutating func frame(page: Int, _ image: [UInt8], databasePageCount: Int = 0) {
    precondition(image.count == pageByteCount)
    let head = Self.word(UInt32(page)) + Self.word(UInt32(databasePageCount))
    add(head)
    add(image)
    bytes += head + salts + Self.word(sum.0) + Self.word(sum.1) + image
  }

  /// Appends one transaction.
  mutating func commit(_ frames: [(page: Int, image: [UInt8])], databasePageCount: Int) {
    for (index, frame) in frames.enumerated() {
      self.frame(
        page: frame.page, frame.image,
        databasePageCount: index == frames.count - 1 ? databasePageCount : 0)
    }
  }

  /// The bytes after a restart: this log's frames over the start of the older log's.
  func overlaying(_ older: WALBuilder) -> [UInt8] {
    bytes + older.bytes.dropFirst(bytes.count)
  }

  private mutating func add(_ bytes: [UInt8]) {
    for index in stride(from: 0, to: bytes.count, by: 8) {
      sum.0 &+= read(bytes, index) &+ sum.1
      sum.1 &+= read(bytes, index + 4) &+ sum.0
    }
  }

  private func read(_ bytes: [UInt8], _ index: Int) -> UInt32 {
    let word = bytes[index..<index + 4].reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
    return isBigEndian ? word : word.byteSwapped
  }

  private static func word(_ value: UInt32) -> [UInt8] {
    [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: value >> $0) }
  }
}

/// An empty database that SQLite opens, and pages to put into it.
struct DatabaseBuilder {
  let pageByteCount: Int

  /// The first page: no tables, so that every other page may hold anything.
  func firstPage(pageCount: Int, change: UInt32, isInWALMode: Bool = true) -> [UInt8] {
    var page = [UInt8](repeating: 0, count: pageByteCount)
    func put(_ offset: Int, _ bytes: [UInt8]) {
      page.replaceSubrange(offset..<offset + bytes.count, with: bytes)
    }
    func word(_ value: UInt32) -> [UInt8] {
      [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: value >> $0) }
    }
    let mode: [UInt8] = isInWALMode ? [2, 2] : [1, 1]
    let size = pageByteCount == 65536 ? 1 : UInt32(pageByteCount)
    put(0, Array("SQLite format 3\0".utf8) + word(size).suffix(2) + mode + [0, 64, 32, 32])
    put(24, word(change) + word(UInt32(pageCount)))
    put(44, word(4))
    put(56, word(1))
    put(92, word(change) + word(3_040_001))
    put(100, [13, 0, 0, 0, 0] + word(UInt32(pageByteCount % 65536)).suffix(2) + [0])
    return page
  }

  /// A page of random bytes.
  func page(_ random: inout SplitMix64) -> [UInt8] {
    (0..<pageByteCount).map { _ in UInt8(truncatingIfNeeded: random.next()) }
  }
}
