internal import CPlatform
internal import Glibc
package import Machine
package import Support

/// A ring of pointers in random order over a stretch of memory: each load depends on the load
/// before, so that a walk shows the latency of a load.
///
/// The pointers stand two cache lines apart, because a processor that fetches lines in pairs would
/// otherwise fetch the next pointer as well.
@safe
package final class PointerRing {
  /// Pointers on the ring.
  package let count: Int

  private let region: MappedRegion
  private var position: UnsafeRawPointer

  /// Bytes from one pointer to the next in memory.
  package static let stride = 128

  /// Makes a ring over at least `byteCount` bytes.
  package init(byteCount: Int, seed: UInt64 = 1) throws(RegionError) {
    count = max(2, byteCount / Self.stride)
    // At least one huge page, so that translating the address costs nothing beside the load.
    let whole = max(count * Self.stride, MappedRegion.hugePageByteCount)
    region = try MappedRegion.filled(whole, with: 0)
    unsafe position = UnsafeRawPointer(region.baseAddress)
    let order = Self.order(count: count, seed: seed)
    for index in 0..<count {
      let next = order[(index + 1) % count]
      // Safe: every place of the order lies inside the region by its size.
      unsafe (region.baseAddress + order[index] * Self.stride).storeBytes(
        of: UnsafeRawPointer(region.baseAddress + next * Self.stride), as: UnsafeRawPointer.self)
    }
  }

  /// The order in which a ring of that many pointers visits its places.
  package static func order(count: Int, seed: UInt64) -> [Int] {
    var random = SplitMix64(seed: seed)
    return (0..<count).shuffled(using: &random)
  }

  /// The current place of the walk, which begins at place 0.
  package var place: Int { unsafe index(of: position) }

  /// The place that the pointer at `place` leads to.
  package func place(after place: Int) -> Int {
    precondition((0..<count).contains(place), "a place of the ring")
    // Safe: every place holds the address of another.
    return unsafe index(
      of: region.baseAddress.load(
        fromByteOffset: place * Self.stride, as: UnsafeRawPointer.self))
  }

  private func index(of address: UnsafeRawPointer) -> Int {
    unsafe (address - UnsafeRawPointer(region.baseAddress)) / Self.stride
  }

  /// The nodes that hold a sample of the ring's memory.
  package func residency() -> PageResidency? { PageResidency.query(region) }

  /// Follows as many pointers as `loads`.
  package func walk(_ loads: Int) { unsafe position = cp_chase(position, loads) }

  /// Flushes the ring from all caches.
  func flush() {
    let bytes = unsafe region.baseAddress.assumingMemoryBound(to: UInt8.self)
    unsafe cp_flush_lines(bytes, count * Self.stride)
  }

  /// Nanoseconds per load, over one walk around the ring.
  func loadNanoseconds() -> Double {
    let start = Clock.now()
    walk(count)
    return Double(Clock.elapsed(since: start)) / Double(count)
  }
}
