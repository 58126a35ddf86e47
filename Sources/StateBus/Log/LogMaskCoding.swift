internal import CFormat
internal import Support

/// The coding of a delta's mask in a record; the writer takes the shortest.
enum LogMaskCoding: UInt8 {
  /// No mask: the form `ones`.
  case none = 0
  /// The bits, in whole bytes.
  case raw = 1
  /// Run lengths.
  case rle = 2
  /// Every bit is set; no bytes.
  case ones = 3

  /// The coding of a mask of `count` bits; the caller still checks that `rle` is shorter.
  static func candidate(_ words: Span<UInt64>, count: Int) -> LogMaskCoding {
    if isAllOnes(words, count: count) { return .ones }
    return isBroken(words, into: (count + 7) / 8) ? .raw : .rle
  }

  private static func isAllOnes(_ words: Span<UInt64>, count: Int) -> Bool {
    let whole = count / 64
    for index in 0..<whole where words[index] != .max { return false }
    return count % 64 == 0 || words[whole] == (1 << UInt64(count % 64)) - 1
  }

  /// Whether the mask has more than `runCount` runs; stops at the word that shows it.
  ///
  /// A run of clear bits behind the mask's end may count as one run too many.
  private static func isBroken(_ words: Span<UInt64>, into runCount: Int) -> Bool {
    var runs = 1
    var last: UInt64 = words[0] & 1
    for index in words.indices {
      let word = words[index]
      runs += (word ^ (word &<< 1 | last)).nonzeroBitCount
      last = word &>> 63
      if runs > runCount { return true }
    }
    return false
  }
}
