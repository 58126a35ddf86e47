/// Orders of rounds from random cyclic Latin squares: in each block of `count` rounds, everybody
/// takes every place once. For two it is ABBA or BAAB, drawn anew for each block.
package struct RoundOrders {
  private let count: Int
  private var random: OrderRandom
  private var block: [[Int]] = []

  /// Orders for this many, from a seed.
  package init(count: Int, seed: UInt64) {
    self.count = count
    random = OrderRandom(seed: seed)
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

/// SplitMix64; the engine's generator lives beside the oracle, which measuring doesn't know.
package struct OrderRandom: RandomNumberGenerator {
  private var state: UInt64

  /// Starts the sequence of a seed.
  package init(seed: UInt64) { state = seed }

  /// The next 64 bits.
  package mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
    return mixed ^ (mixed >> 31)
  }
}
