/// A choice of bytes in a range: one bit each, least significant first, in 64-bit words.
///
/// Bits at and beyond `count` are zero, so equal masks have equal words. Costs a bit a byte; where
/// masks go to a log or a file, `MaskForm` has smaller shapes. A bit costs constant time; a run, a
/// count or a comparison costs a step for each word.
///
/// ```swift
/// var mask = Mask(runs: [0..<8, 64..<72], count: 128)
/// mask[100] = true
/// let changed = mask.population
/// ```
public struct Mask: Hashable, Sendable {
  /// The number of bits.
  public let count: Int
  /// The bits; `BufferLayout.maskWordCount(count)` words.
  public private(set) var words: [UInt64]

  /// A mask of one value throughout.
  public init(repeating value: Bool = false, count: Int) {
    precondition(count >= 0, "a mask can't have a negative number of bits")
    self.count = count
    words = Array(repeating: value ? ~0 : 0, count: BufferLayout.maskWordCount(count))
    clearTail()
  }

  /// A mask from one flag for each bit.
  public init(flags: [Bool]) {
    self.init(count: flags.count)
    for (index, flag) in flags.enumerated() where flag {
      words[index / 64] |= 1 << UInt64(index % 64)
    }
  }

  /// A mask whose set bits are those of the runs, which may touch and overlap.
  public init(runs: [Range<Int>], count: Int) {
    self.init(count: count)
    for run in runs { set(run) }
  }

  /// A mask from words; throws for more or fewer words than `count` needs, and for bits beyond it.
  public init(words: [UInt64], count: Int) throws(MaskError) {
    precondition(count >= 0, "a mask can't have a negative number of bits")
    let needed = BufferLayout.maskWordCount(count)
    guard words.count == needed else {
      throw .lengthMismatch(expected: needed, found: words.count)
    }
    self.count = count
    self.words = words
    clearTail()
    guard self.words.last == words.last else { throw .strayBits(count: count) }
  }

  /// Whether bit `index` is set.
  public subscript(index: Int) -> Bool {
    get {
      precondition((0..<count).contains(index), "the mask has no such bit")
      return words[index / 64] >> UInt64(index % 64) & 1 == 1
    }
    set {
      precondition((0..<count).contains(index), "the mask has no such bit")
      let bit: UInt64 = 1 << UInt64(index % 64)
      if newValue { words[index / 64] |= bit } else { words[index / 64] &= ~bit }
    }
  }

  /// The number of set bits.
  public var population: Int { words.reduce(0) { $0 + $1.nonzeroBitCount } }
  /// Whether every bit is set; true of a mask without bits.
  public var isAllOnes: Bool { population == count }
  /// Whether every bit is clear; true of a mask without bits.
  public var isAllZeros: Bool { words.allSatisfy { $0 == 0 } }
  /// One flag for each bit.
  public var flags: [Bool] { (0..<count).map { self[$0] } }

  /// Sets a run of bits.
  public mutating func set(_ run: Range<Int>) {
    precondition(run.lowerBound >= 0 && run.upperBound <= count, "the run leaves the mask")
    var index = run.lowerBound
    while index < run.upperBound {
      let end = min(run.upperBound, (index / 64 + 1) * 64)
      let ones = ~UInt64(0) >> UInt64(64 - (end - index))
      words[index / 64] |= ones << UInt64(index % 64)
      index = end
    }
  }

  private mutating func clearTail() {
    if count % 64 != 0 { words[count / 64] &= (1 << UInt64(count % 64)) - 1 }
  }
}
