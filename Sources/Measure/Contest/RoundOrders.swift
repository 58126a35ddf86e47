internal import Support

/// Orders of rounds from random cyclic Latin squares: in each block of `count` rounds, every
/// contestant takes every place once. Two contestants give ABBA or BAAB, drawn anew for each block.
package struct RoundOrders {
  private let count: Int
  private var random: SplitMix64
  private var block: [[Int]] = []

  /// Makes orders for `count` contestants, from a seed.
  package init(count: Int, seed: UInt64) {
    self.count = count
    random = SplitMix64(seed: seed)
  }

  /// The next round's order.
  package mutating func next() -> [Int] {
    if block.isEmpty {
      let permutation = (0..<count).shuffled(using: &random)
      block = (0..<count).shuffled(using: &random).map { shift in
        (0..<count).map { permutation[($0 + shift) % count] }
      }
    }
    return block.removeLast()
  }
}
