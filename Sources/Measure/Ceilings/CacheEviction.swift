internal import CPlatform
internal import Machine
internal import Support

/// Memory whose walk evicts everything else from the caches, with a probe of its success.
///
/// Belongs to one worker.
@safe
final class CacheEviction {
  private let walked: MappedRegion
  private let ring: PointerRing
  private var seen: UInt64 = 0

  /// Half a mebibyte of which 4,096 lines are used: more than a first level, less than a last one.
  private static let ringByteCount = 512 << 10

  init(byteCount: Int) throws(RegionError) {
    walked = try MappedRegion.filled(byteCount, with: 1)
    ring = try PointerRing(byteCount: Self.ringByteCount)
  }

  /// Reads a byte of every line of the memory.
  func evict() {
    let bytes = unsafe walked.baseAddress.assumingMemoryBound(to: UInt8.self)
    seen |= unsafe cp_touch_lines(bytes, walked.byteCount)
  }

  /// Times loads that hit, loads after an eviction, and loads that must come from memory, because
  /// their lines were flushed by name.
  func probe() -> CacheProbe {
    ring.walk(2 * ring.count)
    let hot = ring.loadNanoseconds()
    evict()
    let cold = ring.loadNanoseconds()
    ring.flush()
    return CacheProbe(
      hotNanoseconds: hot, coldNanoseconds: cold, memoryNanoseconds: ring.loadNanoseconds())
  }
}
