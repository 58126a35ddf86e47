internal import Oracle
internal import StateBus
import Support
internal import TestSupport
internal import Testing

@Suite struct MaskTests {
  @Test func bitsBeyondTheEndAreZero() throws {
    for count in 0...200 {
      let ones = Mask(repeating: true, count: count)
      #expect(ones.population == count)
      #expect(ones.isAllOnes)
      #expect(ones.words == ByteModel.words([Bool](repeating: true, count: count)))
      #expect(Mask(count: count).isAllZeros)
    }
    #expect(throws: MaskError.strayBits(count: 3)) { try Mask(words: [0b1111], count: 3) }
    #expect(throws: MaskError.lengthMismatch(expected: 1, found: 2)) {
      try Mask(words: [1, 0], count: 3)
    }
  }

  @Test func flagsRunsAndWordsAgree() throws {
    var random = SplitMix64(seed: 5)
    for count in [1, 63, 64, 65, 127, 128, 129, 500] {
      let start = Int(random.next() % UInt64(count))
      let end = start + Int(random.next() % UInt64(count - start + 1))
      let flags = (0..<count).map { (start..<end).contains($0) }
      let mask = Mask(flags: flags)
      #expect(mask == Mask(runs: [start..<end], count: count), "\(start)..<\(end) of \(count)")
      #expect(mask == (try Mask(words: ByteModel.words(flags), count: count)))
      #expect(mask.flags == flags)
      #expect(mask.population == end - start)
      #expect(mask.isAllOnes == (end - start == count))
    }
  }

  @Test func aBitIsSetAndCleared() {
    var mask = Mask(count: 130)
    mask[129] = true
    #expect(mask[129])
    #expect(mask.words == [0, 0, 2])
    mask[129] = false
    #expect(mask.isAllZeros)
  }
}
