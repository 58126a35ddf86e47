/// Counts of operations by the time that each took, in buckets whose width grows with the time.
///
/// A time up to 255 ns has a bucket of its own; above, each power of two has 128 buckets, so that a
/// bucket's last time is at most 1/128 above any other of it. Longer times than 4.8 hours are
/// counted together. The size is fixed: 39 KB. Histograms are merged by adding their counts.
package struct LatencyHistogram: Sendable, Equatable {
  /// The first time, in nanoseconds, that has no bucket.
  package static let rangeEnd: UInt64 = 1 << rangeBits

  private static let rangeBits = 44
  private static let stepBits = 7
  private static let steps = 1 << stepBits
  private static let singles = 2 * steps
  private static let bucketCount = singles + (rangeBits - stepBits - 1) * steps

  private var counts = [UInt64](repeating: 0, count: bucketCount)
  /// Operations that took longer than any bucket.
  package private(set) var overflowCount: UInt64 = 0
  /// All operations.
  package private(set) var operationCount: UInt64 = 0
  /// The longest time, exactly; 0 without operations.
  package private(set) var longest: UInt64 = 0

  /// Makes an empty histogram.
  package init() {}

  /// Counts an operation.
  package mutating func record(_ nanoseconds: UInt64) {
    add(1, lasting: nanoseconds)
  }

  /// Counts operations of the same time.
  package mutating func add(_ count: UInt64, lasting nanoseconds: UInt64) {
    if nanoseconds < Self.rangeEnd {
      counts[Self.bucket(of: nanoseconds)] += count
    } else {
      overflowCount += count
    }
    operationCount += count
    longest = max(longest, nanoseconds)
  }

  /// Adds the counts of another histogram.
  package mutating func add(_ other: LatencyHistogram) {
    for index in counts.indices { counts[index] += other.counts[index] }
    overflowCount += other.overflowCount
    operationCount += other.operationCount
    longest = max(longest, other.longest)
  }

  /// The buckets that count something: the longest time of each, and its count.
  package var buckets: [(last: UInt64, count: UInt64)] {
    counts.indices.compactMap { index in
      counts[index] > 0 ? (Self.lastTime(ofBucket: index), counts[index]) : nil
    }
  }

  /// The time within which a share of the operations, in ten-thousandths, was done: the last of the
  /// bucket, at most the longest. Nil without operations, and where only an upper end is unknown.
  package func time(coveringTenThousandths share: UInt64) -> UInt64? {
    precondition((1...10_000).contains(share), "a share has operations and is no more than all")
    guard operationCount > 0 else { return nil }
    let (tens, rest) = operationCount.quotientAndRemainder(dividingBy: 10_000)
    let rank = tens * share + (rest * share + 9_999) / 10_000
    var below: UInt64 = 0
    for index in counts.indices {
      below += counts[index]
      if below >= rank { return min(Self.lastTime(ofBucket: index), longest) }
    }
    return nil
  }

  private static func bucket(of nanoseconds: UInt64) -> Int {
    guard nanoseconds >= singles else { return Int(nanoseconds) }
    let shift = UInt64.bitWidth - 1 - nanoseconds.leadingZeroBitCount - stepBits
    return singles + (shift - 1) * steps + Int(nanoseconds >> shift) - steps
  }

  private static func lastTime(ofBucket index: Int) -> UInt64 {
    guard index >= singles else { return UInt64(index) }
    let (octave, step) = (index - singles).quotientAndRemainder(dividingBy: steps)
    return (UInt64(steps + step + 1) << UInt64(octave + 1)) - 1
  }
}
