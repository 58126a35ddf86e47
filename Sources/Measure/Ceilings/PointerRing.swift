internal import CPlatform
internal import Glibc
package import Machine
package import Support

/// A ring of pointers in random order over a stretch of memory: each load waits for the one before,
/// so that walking it shows how long a load takes.
///
/// The pointers stand two cache lines apart, because a processor that fetches lines in pairs would
/// else bring the next pointer along.
@safe
package final class PointerRing {
  /// Pointers on the ring.
  package let count: Int

  private let region: MappedRegion
  private var position: UnsafeRawPointer

  /// Bytes from one pointer to the next in memory.
  package static let stride = 128

  /// Lays a ring over at least `byteCount` bytes.
  package init(byteCount: Int, seed: UInt64 = 1) throws(RegionError) {
    count = max(2, byteCount / Self.stride)
    // Of huge-page size at least, so that finding the page costs nothing beside the load.
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

  /// The order in which a ring of so many pointers visits its places.
  package static func order(count: Int, seed: UInt64) -> [Int] {
    var random = SplitMix64(seed: seed)
    return (0..<count).shuffled(using: &random)
  }

  /// Where the walk is; it begins at place 0.
  package var place: Int { unsafe index(of: position) }

  /// Where the pointer at a place leads.
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

  /// On which nodes a sample of its memory lies.
  package func residency() -> PageResidency? { PageResidency.query(region) }

  /// Follows so many pointers.
  package func walk(_ loads: Int) { unsafe position = cp_chase(position, loads) }

  /// Throws the ring out of all caches.
  func flush() {
    let bytes = unsafe region.baseAddress.assumingMemoryBound(to: UInt8.self)
    unsafe cp_flush_lines(bytes, count * Self.stride)
  }

  /// Nanoseconds a load, over one time around.
  func loadNanoseconds() -> Double {
    let start = Clock.now()
    walk(count)
    return Double(Clock.now() - start) / Double(count)
  }
}
