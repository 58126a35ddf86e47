internal import CPlatform
internal import Glibc
internal import Machine

/// A ring of pointers in random order over a stretch of memory: each load waits for the one before,
/// so that walking it shows how long a load takes.
///
/// The pointers stand two cache lines apart, because a processor that fetches lines in pairs would
/// else bring the next pointer along.
@safe
final class PointerRing {
  /// Pointers on the ring.
  let count: Int

  private let region: MappedRegion
  private var position: UnsafeRawPointer

  /// Bytes from one pointer to the next in memory.
  static let stride = 128

  /// Lays a ring over at least `byteCount` bytes.
  init(byteCount: Int, seed: UInt64 = 1) throws(RegionError) {
    count = max(2, byteCount / Self.stride)
    // Of huge-page size at least, so that finding the page costs nothing beside the load.
    let whole = max(count * Self.stride, MappedRegion.hugePageByteCount)
    region = try MappedRegion.filled(whole, with: 0)
    unsafe position = UnsafeRawPointer(region.baseAddress)
    var random = OrderRandom(seed: seed)
    let order = (0..<count).shuffled(using: &random)
    for index in 0..<count {
      let next = order[(index + 1) % count]
      // Safe: every place of the order lies inside the region by its size.
      unsafe (region.baseAddress + order[index] * Self.stride).storeBytes(
        of: UnsafeRawPointer(region.baseAddress + next * Self.stride), as: UnsafeRawPointer.self)
    }
  }

  /// Follows so many pointers.
  func walk(_ loads: Int) { unsafe position = cp_chase(position, loads) }

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
