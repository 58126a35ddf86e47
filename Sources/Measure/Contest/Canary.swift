/// A fixed amount of work that no change of the engine can touch, so that a change of its time is a
/// change of the machine.
package enum Canary {
  /// About a quarter of a millisecond on a processor of 2026.
  package static let steps = 150_000

  /// Runs the chain: each step needs the one before it.
  @inline(never)
  package static func run(from seed: UInt64, steps: Int = steps) -> UInt64 {
    var value = seed | 1
    for _ in 0..<steps {
      value = (value ^ (value >> 29)) &* 0xbf58_476d_1ce4_e5b9
    }
    return value
  }
}
