/// The write masks of pages that are partly written, in one stretch of memory without headers.
///
/// A mask takes a word for each 64 bytes of its page, and one for the count of its set bits; pages
/// that are unwritten or wholly written take nothing. The stretch may move when it grows, so masks
/// are named by index. Not for several threads by itself.
@safe
struct MaskSlab: ~Copyable {
  /// No byte is written.
  static let none: UInt32 = 0
  /// Every byte is written.
  static let full = UInt32.max
  /// Set bits in the mask that `markAll` is given.
  static let onesCount = 4096
  /// Words that a look at 128 bits may touch behind the last mask.
  private static let slack = 2

  private var words: UnsafeMutablePointer<UInt64>?
  private var capacity = 0
  /// The first word that no mask has had.
  private var end = 1
  /// Masks given back, by the words that they take.
  private var spare: [Int: [UInt32]] = [:]

  init() { unsafe words = nil }

  deinit { unsafe Column.free(words) }

  /// Words of the mask of a page, its count among them.
  static func wordCount(_ byteCount: Int) -> Int { (byteCount + 63) / 64 + 1 }

  /// Makes room for masks of that many words in all, so that `mark` can't fail.
  mutating func reserve(_ wordCount: Int) throws(AllocationError) {
    let needed = end + wordCount + Self.slack
    guard needed > capacity else { return }
    guard needed < Int(Self.full) else {
      throw .outOfMemory(byteCount: needed * 8, errno: outOfMemoryCode)
    }
    let room = max(needed, min(capacity * 2, Int(Self.full)))
    unsafe words = try Column.grown(words, to: room)
    capacity = room
  }

  private mutating func take(_ wordCount: Int) -> UInt32 {
    var index = UInt32(end)
    if let last = spare[wordCount]?.popLast() { index = last } else { end += wordCount }
    precondition(end + Self.slack <= capacity, "a mask has been reserved before it is taken")
    unsafe start(index).update(repeating: 0, count: wordCount)
    return index
  }

  /// Gives the memory of a page's mask back.
  mutating func drop(_ frame: inout PageFrame) {
    if frame.mask != Self.none, frame.mask != Self.full {
      spare[Self.wordCount(Int(frame.byteCount)), default: []].append(frame.mask)
    }
    frame.mask = Self.none
  }

  @inline(__always)
  private func start(_ index: UInt32) -> UnsafeMutablePointer<UInt64> {
    unsafe words.unsafelyUnwrapped + Int(index)
  }
}

// Marking what a delta has written.
extension MaskSlab {
  /// Notes that the masked bytes of a range were written; constant time once the whole page is.
  ///
  /// `or` lays a mask over the write mask from a bit on, and answers how many bits that set.
  @inline(__always)
  mutating func mark(
    _ frame: inout PageFrame, offset: Int, count: Int, mask: UnsafePointer<UInt64>,
    or: (UnsafeMutablePointer<UInt64>, Int, UnsafePointer<UInt64>, Int) -> Int
  ) {
    if frame.mask == Self.full { return }
    if frame.mask == Self.none { frame.mask = take(Self.wordCount(Int(frame.byteCount))) }
    let counted = unsafe start(frame.mask)
    let added = unsafe or(counted + 1 + (offset >> 6), offset & 63, mask, count)
    unsafe counted[0] += UInt64(added)
    if unsafe counted[0] == UInt64(frame.byteCount) { becomeFull(&frame) }
  }

  /// Notes that every byte of a range was written; `ones` has `onesCount` set bits.
  @inline(__always)
  mutating func markAll(
    _ frame: inout PageFrame, offset: Int, count: Int, ones: UnsafePointer<UInt64>,
    or: (UnsafeMutablePointer<UInt64>, Int, UnsafePointer<UInt64>, Int) -> Int
  ) {
    if frame.mask == Self.full { return }
    if count == Int(frame.byteCount) { return becomeFull(&frame) }
    if frame.mask != Self.none, count <= 128,
      unsafe isWritten(offset: offset, count: count, start(frame.mask) + 1)
    {
      return
    }
    var (position, left) = (offset, count)
    while left > Self.onesCount {
      unsafe mark(&frame, offset: position, count: Self.onesCount, mask: ones, or: or)
      (position, left) = (position + Self.onesCount, left - Self.onesCount)
    }
    unsafe mark(&frame, offset: position, count: left, mask: ones, or: or)
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

  private mutating func becomeFull(_ frame: inout PageFrame) {
    drop(&frame)
    frame.mask = Self.full
  }
}

// Masks as values.
extension MaskSlab {
  /// Bytes of a page that some delta has written.
  func writtenCount(_ frame: PageFrame) -> Int {
    switch frame.mask {
    case Self.none: 0
    case Self.full: Int(frame.byteCount)
    default: unsafe Int(start(frame.mask)[0])
    }
  }

  /// The write mask of a page as words, none and full included.
  func words(of frame: PageFrame) -> [UInt64] {
    let count = Int(frame.byteCount)
    let wordCount = (count + 63) / 64
    switch frame.mask {
    case Self.none: return [UInt64](repeating: 0, count: wordCount)
    case Self.full:
      var words = [UInt64](repeating: ~0, count: wordCount)
      if count % 64 != 0 { words[wordCount - 1] = ~0 >> UInt64(64 - count % 64) }
      return words
    default:
      // Safe: the mask has that many words behind its count.
      return unsafe Array(
        UnsafeBufferPointer(start: start(frame.mask) + 1, count: wordCount))
    }
  }

  /// Replaces the write mask of a page; `words` has no bit at or beyond the page's end.
  mutating func set(_ words: [UInt64], _ frame: inout PageFrame) throws(AllocationError) {
    drop(&frame)
    let written = words.reduce(0) { $0 + $1.nonzeroBitCount }
    guard written > 0 else { return }
    guard written < Int(frame.byteCount) else { return frame.mask = Self.full }
    try reserve(words.count + 1)
    frame.mask = take(words.count + 1)
    let counted = unsafe start(frame.mask)
    unsafe counted[0] = UInt64(written)
    for index in words.indices { unsafe counted[index + 1] = words[index] }
  }
}
