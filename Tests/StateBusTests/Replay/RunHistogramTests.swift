import Oracle
import StateBus
import Support
import TestSupport
import Testing

@Suite struct RunHistogramTests {
  @Test func runsAreCountedAsAReaderWouldCountThem() throws {
    var random = SplitMix64(seed: 21)
    for round in 0..<500 {
      let count = 1 + Int(random.next() % 300)
      let bits = (0..<count).map { _ in random.next() % UInt64(2 + round % 7) != 0 }
      var mask = [UInt64](repeating: 0, count: (count + 63) / 64)
      for index in bits.indices where bits[index] { mask[index / 64] |= 1 << UInt64(index % 64) }
      var expected: [Int] = []
      for run in bits.split(separator: false) {
        var bucket = 0
        while run.count >> (bucket + 1) > 0 { bucket += 1 }
        while expected.count <= bucket { expected.append(0) }
        expected[bucket] += 1
      }
      var histogram = RunHistogram()
      histogram.add(mask: mask.span)
      #expect(histogram.counts == expected, "round \(round)")
      #expect(histogram.byteCount == bits.count { $0 }, "round \(round)")
      #expect(histogram.runCount == bits.split(separator: false).count, "round \(round)")
    }
  }

  @Test func aRunOverManyWordsIsOne() {
    var histogram = RunHistogram()
    histogram.add(mask: [UInt64.max << 60, .max, .max, 1].span)
    #expect(histogram.runCount == 1 && histogram.byteCount == 4 + 128 + 1)
    #expect(histogram.counts == [0, 0, 0, 0, 0, 0, 0, 1])
  }
}
