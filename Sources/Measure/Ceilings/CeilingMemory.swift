internal import CPlatform
internal import Glibc
internal import Machine

/// Memory that ceilings work on, touched when made, huge pages from 2 MiB on.
///
/// Each run goes over all buffers in order, once an iteration, as a kernel's batch does.
@safe
final class CeilingMemory {
  private let source: MappedRegion
  private let target: MappedRegion
  private let masks: MappedRegion
  private let bufferByteCount: Int
  private let bufferCount: Int
  /// What was read, kept so that reading can't be left out.
  private(set) var seen: UInt64 = 0

  /// Bytes mapped for a working set.
  static func byteCount(workingSetByteCount: Int) -> Int {
    2 * workingSetByteCount + workingSetByteCount / 8
  }

  init(bufferByteCount: Int, bufferCount: Int) throws(RegionError) {
    self.bufferByteCount = bufferByteCount
    self.bufferCount = bufferCount
    let byteCount = bufferByteCount * bufferCount
    source = try MappedRegion.filled(byteCount, with: 0x5a)
    target = try MappedRegion.filled(byteCount, with: 0x5a)
    masks = try MappedRegion.filled(byteCount / 8, with: 0x55)
  }

  /// Works like `ceiling` over every buffer, `iterations` times.
  func run(_ ceiling: Ceiling, iterations: Int) {
    let loop = unsafe Self.loop(ceiling)
    let from = unsafe source.baseAddress.assumingMemoryBound(to: UInt8.self)
    let to = unsafe target.baseAddress.assumingMemoryBound(to: UInt8.self)
    let bits = unsafe masks.baseAddress.assumingMemoryBound(to: UInt64.self)
    let size = bufferByteCount
    var all: UInt64 = 0
    for _ in 0..<iterations {
      for index in 0..<bufferCount {
        // Safe: buffer `index` and its mask lie inside the three regions by their sizes.
        all |= unsafe loop(to + index * size, from + index * size, bits + index * (size / 64), size)
      }
    }
    seen |= all
  }

  private typealias Loop = (
    UnsafeMutablePointer<UInt8>, UnsafePointer<UInt8>, UnsafePointer<UInt64>, Int
  ) -> UInt64

  private static func loop(_ ceiling: Ceiling) -> Loop {
    switch ceiling {
    case .copyGlibc:
      { to, from, _, count in
        unsafe memcpy(to, from, count); return 0
      }
    case .fillGlibc:
      { to, _, _, count in
        unsafe memset(to, 0x5a, count); return 0
      }
    case .memcmpGlibc:
      { to, from, _, count in UInt64(bitPattern: Int64(unsafe memcmp(to, from, count))) }
    case .copyAVX512:
      { to, from, _, count in
        unsafe cp_copy_avx512(to, from, count); return 0
      }
    case .read: unsafe readLoop
    case .blendAVX512:
      { to, from, mask, count in
        unsafe cp_blend_avx512(to, from, mask, count); return 0
      }
    case .byteLoopScalar:
      { to, from, mask, count in
        unsafe cp_byteloop_novec(to, from, mask, count); return 0
      }
    case .byteLoopVectorised:
      { to, from, mask, count in
        unsafe cp_byteloop_vec(to, from, mask, count); return 0
      }
    }
  }

  private static var readLoop: Loop {
    let features = cp_cpu_features()
    if features & UInt32(CP_AVX512F) != 0 {
      return { _, from, _, count in unsafe cp_read_avx512(from, count) }
    }
    if features & UInt32(CP_AVX2) != 0 {
      return { _, from, _, count in unsafe cp_read_avx2(from, count) }
    }
    return { _, from, _, count in unsafe cp_read(from, count) }
  }
}
