internal import Oracle
package import Support

/// One input of every kernel: two versions of a buffer, two masks, and the alignments in memory.
package struct KernelCase: Equatable, Sendable, CustomStringConvertible {
  package var old: [UInt8]
  package var new: [UInt8]
  package var mask: [Bool]
  package var otherMask: [Bool]
  /// Offsets of the buffers from a 64-byte boundary.
  package var oldAlignment: Int
  package var newAlignment: Int
  /// The prefetch distance of the kernels in bytes.
  package var ahead: Int

  /// The bytes of page data in the case.
  package var byteCount: Int { old.count }

  /// Draws a case: lengths short, around powers of two, or up to `longest`; masks of every density.
  package init(longest: Int, random: inout SplitMix64) {
    self.init(count: Self.length(longest, &random), random: &random)
  }

  /// Draws a case of `count` bytes.
  package init(count: Int, random: inout SplitMix64) {
    old = Self.bytes(count, &random)
    mask = Self.mask(count, &random)
    otherMask = Self.mask(count, &random)
    new = old
    for index in mask.indices where mask[index] {
      new[index] = UInt8(truncatingIfNeeded: random.next())
    }
    oldAlignment = Int(random.next() % 64)
    newAlignment = Int(random.next() % 64)
    ahead = random.next() % 4 == 0 ? 512 : 0
  }

  /// Makes a case from its parts.
  package init(old: [UInt8], new: [UInt8], mask: [Bool], otherMask: [Bool], alignment: Int = 0) {
    self.old = old
    self.new = new
    self.mask = mask
    self.otherMask = otherMask
    oldAlignment = alignment
    newAlignment = alignment
    ahead = 0
  }

  /// The first `count` bytes of the case.
  package func prefix(_ count: Int) -> KernelCase {
    var shorter = self
    shorter.old = Array(old.prefix(count))
    shorter.new = Array(new.prefix(count))
    shorter.mask = Array(mask.prefix(count))
    shorter.otherMask = Array(otherMask.prefix(count))
    return shorter
  }

  package var description: String {
    "\(byteCount) bytes, \(mask.count(where: \.self)) masked, alignments \(oldAlignment) "
      + "and \(newAlignment), \(ahead == 0 ? "no prefetch" : "prefetch \(ahead)")"
  }

  private static func length(_ longest: Int, _ random: inout SplitMix64) -> Int {
    let kind = random.next() % 4
    let draw = random.next()
    switch kind {
    case 0: return min(Int(draw % 301), longest)
    case 1:
      let power = 512 << Int(draw % 8)
      return min(power + Int(random.next() % 131) - 65, longest)
    default: return Int(draw % UInt64(longest + 1))
    }
  }

  private static func bytes(_ count: Int, _ random: inout SplitMix64) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: count)
    var bits: UInt64 = 0
    for index in bytes.indices {
      if index % 8 == 0 { bits = random.next() }
      bytes[index] = UInt8(truncatingIfNeeded: bits)
      bits >>= 8
    }
    return bytes
  }

  /// A mask of clear bits, of set bits, of bits by a drawn chance, or of runs of drawn lengths.
  private static func mask(_ count: Int, _ random: inout SplitMix64) -> [Bool] {
    var mask = [Bool](repeating: false, count: count)
    switch random.next() % 5 {
    case 0: return mask
    case 1: return [Bool](repeating: true, count: count)
    case 2:
      var index = 0
      var value = random.next() % 2 == 0
      while index < count {
        let end = min(count, index + 1 + Int(random.next() % 300))
        for bit in index..<end { mask[bit] = value }
        index = end
        value.toggle()
      }
    default:
      let chance = random.next() % 256
      var bits: UInt64 = 0
      for index in mask.indices {
        if index % 8 == 0 { bits = random.next() }
        mask[index] = bits & 0xff < chance
        bits >>= 8
      }
    }
    return mask
  }
}
