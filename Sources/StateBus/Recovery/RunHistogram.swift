/// The lengths of the runs of changed bytes, counted by powers of two.
public struct RunHistogram: Equatable, Sendable {
  /// The count of runs of 2^i to 2^(i+1) - 1 bytes, at index i; the last count is not zero.
  public private(set) var counts: [Int] = []
  /// The count of all runs.
  public private(set) var runCount = 0
  /// Bytes in all runs.
  public private(set) var byteCount = 0

  /// A histogram without runs.
  public init() {}

  /// Counts one run.
  package mutating func add(run length: Int) {
    precondition(length > 0, "a run has a length")
    let index = Int.bitWidth - 1 - length.leadingZeroBitCount
    while counts.count <= index { counts.append(0) }
    counts[index] += 1
    runCount += 1
    byteCount += length
  }

  /// Counts every run of set bits.
  package mutating func add(mask: Span<UInt64>) {
    var open = 0
    for index in mask.indices {
      var (word, left) = (mask[index], 64)
      while left > 0 {
        let ones = min((~word).trailingZeroBitCount, left)
        open += ones
        left -= ones
        guard left > 0 else { break }
        if open > 0 { add(run: open) }
        open = 0
        // `ones` is less than 64 here, and the bit behind the run is clear.
        word >>= UInt64(ones)
        let zeros = min(word.trailingZeroBitCount, left)
        left -= zeros
        word = zeros < 64 ? word >> UInt64(zeros) : 0
      }
    }
    if open > 0 { add(run: open) }
  }
}
