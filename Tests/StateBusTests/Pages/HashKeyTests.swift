import StateBus
import TestSupport
import Testing

@Suite struct HashKeyTests {
  /// Sixty-four ids at equal distances in 256 places, under each of a thousand keys: as even as
  /// random numbers are, which need ten steps beyond the first places on average.
  @Test(arguments: [1, 8, 4096, 1 << 32] as [UInt64])
  func idsAtEqualDistancesAreSpreadUnderEveryKey(distance: UInt64) {
    let steps = (0..<1000).map { self.steps(of: HashKey(seed: $0), distance) }
    let worst = steps.max() ?? 0
    #expect(worst < 100, "seed \(steps.firstIndex(of: worst) ?? 0)")
    #expect(steps.reduce(0, +) < 15 * steps.count)
  }

  /// The steps that linear probing takes beyond the ids' first places.
  private func steps(of key: HashKey, _ distance: UInt64) -> Int {
    var taken = [Bool](repeating: false, count: 256)
    var steps = 0
    for id in 0..<64 {
      var place = Int(key.hash(UInt64(id) * distance) >> 56)
      while taken[place] { (place, steps) = ((place + 1) % 256, steps + 1) }
      taken[place] = true
    }
    return steps
  }
}
