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

  /// Words of a write mask; two more are allocated, which wide looks may touch.
  var wordCount: Int { (Int(byteCount) + 63) / 64 }

  /// Notes that the masked bytes of a range were written; constant time once the whole page is.
  ///
  /// `or` lays a mask over the write mask from a bit on, and answers how many bits that set.
  @inline(__always)
  mutating func mark(
    offset: Int, count: Int, mask: UnsafePointer<UInt64>,
    or: (UnsafeMutablePointer<UInt64>, Int, UnsafePointer<UInt64>, Int) -> Int
  ) {
    if writtenCount == byteCount { return }
    unsafe settle(or(writtenWords() + (offset >> 6), offset & 63, mask, count))
  }

  /// Notes that every byte of a range was written; `ones` has as many set bits as it needs.
  @inline(__always)
  mutating func markAll(
    offset: Int, count: Int, ones: UnsafePointer<UInt64>,
    or: (UnsafeMutablePointer<UInt64>, Int, UnsafePointer<UInt64>, Int) -> Int
  ) {
    if writtenCount == byteCount { return }
    if count == Int(byteCount) { return becomeFull() }
    if let words = unsafe written, count <= 128,
      unsafe isWritten(offset: offset, count: count, words)
    {
      return
    }
    var (position, left) = (offset, count)
    while left > Self.onesCount {
      unsafe mark(offset: position, count: Self.onesCount, mask: ones, or: or)
      (position, left) = (position + Self.onesCount, left - Self.onesCount)
    }
    unsafe mark(offset: position, count: left, mask: ones, or: or)
  }

  /// Whether a range of at most 128 bytes has been written before: three words, no branch.
  @inline(__always)
  private func isWritten(offset: Int, count: Int, _ words: UnsafePointer<UInt64>) -> Bool {
    let bit = UInt64(offset & 63)
    let low = ~UInt64(0) >> UInt64(64 - min(count, 64))
    let high = count > 64 ? ~UInt64(0) >> UInt64(128 - count) : 0
    let place = offset >> 6
    let first = unsafe (low &<< bit) & ~words[place]
    let second = unsafe ((low &>> 1) &>> (63 - bit) | high &<< bit) & ~words[place + 1]
    let third = unsafe ((high &>> 1) &>> (63 - bit)) & ~words[place + 2]
    return first | second | third == 0
  }

  /// Set bits in the mask that `markAll` is given.
  static let onesCount = 4096

  private mutating func writtenWords() -> UnsafeMutablePointer<UInt64> {
    if let words = unsafe written { return unsafe words }
    let words = UnsafeMutablePointer<UInt64>.allocate(capacity: wordCount + 2)
    unsafe words.initialize(repeating: 0, count: wordCount + 2)
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
