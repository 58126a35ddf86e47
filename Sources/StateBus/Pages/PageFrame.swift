internal import Glibc

/// What the store knows of one page: 32 bytes.
@safe
struct PageFrame: BitwiseCopyable {
  /// The page's bytes; never moves while the page lives.
  var base: UnsafeMutableRawPointer
  /// Which bytes some delta has written, while they are neither none nor all; else nil.
  private(set) var written: UnsafeMutablePointer<UInt64>?
  var epoch: UInt64
  let byteCount: UInt32
  private(set) var writtenCount: UInt32

  init(base: UnsafeMutableRawPointer, byteCount: Int) {
    unsafe self.base = unsafe base
    unsafe written = nil
    epoch = 0
    self.byteCount = UInt32(byteCount)
    writtenCount = 0
  }

  /// Words of a write mask; one more is allocated, which a shifted store may touch.
  var wordCount: Int { (Int(byteCount) + 63) / 64 }

  /// Notes that every byte of a range was written. Constant time once the page is wholly written.
  @inline(__always)
  mutating func markAll(offset: Int, count: Int) {
    if writtenCount == byteCount || count == 0 { return }
    if count == Int(byteCount) { return becomeFull() }
    let words = unsafe writtenWords()
    var added = 0
    var position = offset
    let end = offset + count
    while position < end {
      let bit = position & 63
      let length = min(64 - bit, end - position)
      let bits = (~UInt64(0) >> UInt64(64 - length)) << UInt64(bit)
      unsafe added += (bits & ~words[position >> 6]).nonzeroBitCount
      unsafe words[position >> 6] |= bits
      position += length
    }
    settle(added)
  }

  /// Notes that the masked bytes of a range were written.
  @inline(__always)
  mutating func mark(
    offset: Int, count: Int, mask: UnsafePointer<UInt64>,
    or: (UnsafeMutablePointer<UInt64>, Int, UnsafePointer<UInt64>, Int) -> Int
  ) {
    if writtenCount == byteCount || count == 0 { return }
    unsafe settle(or(writtenWords() + (offset >> 6), offset & 63, mask, count))
  }

  private mutating func writtenWords() -> UnsafeMutablePointer<UInt64> {
    if let words = unsafe written { return unsafe words }
    let words = UnsafeMutablePointer<UInt64>.allocate(capacity: wordCount + 1)
    unsafe words.initialize(repeating: 0, count: wordCount + 1)
    unsafe written = unsafe words
    return unsafe words
  }

  @inline(__always)
  private mutating func settle(_ added: Int) {
    writtenCount += UInt32(added)
    if writtenCount == byteCount { becomeFull() }
  }

  private mutating func becomeFull() {
    writtenCount = byteCount
    dropMask()
  }

  /// Gives the mask's memory back; for pages that go.
  mutating func dropMask() {
    unsafe written?.deallocate()
    unsafe written = nil
  }

  /// The write mask as words, none and all included.
  var writtenMask: [UInt64] {
    if let words = unsafe written {
      return unsafe Array(UnsafeBufferPointer(start: words, count: wordCount))
    }
    guard writtenCount == byteCount else { return Array(repeating: 0, count: wordCount) }
    var words = [UInt64](repeating: ~0, count: wordCount)
    if byteCount % 64 != 0 { words[wordCount - 1] = ~0 >> UInt64(64 - byteCount % 64) }
    return words
  }

  /// Replaces the write mask; `words` has no bit at or beyond the page's end.
  mutating func setWritten(_ words: [UInt64]) {
    dropMask()
    writtenCount = UInt32(words.reduce(0) { $0 + $1.nonzeroBitCount })
    guard writtenCount != 0, writtenCount != byteCount else { return }
    let copy = unsafe writtenWords()
    for index in words.indices { unsafe copy[index] = words[index] }
  }
}
