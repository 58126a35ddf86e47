internal import CPlatform

/// A plain loop of someone else's, timed beside a kernel over buffers of the same size and number.
package enum Ceiling: String, CaseIterable, Sendable {
  /// glibc's `memcpy`, `memcmp` of equal bytes, and `memset`.
  case copyGlibc = "copy_glibc"
  case memcmpGlibc = "memcmp_glibc"
  case fillGlibc = "fill_glibc"
  /// A load and store loop of 64-byte registers.
  case copyAVX512 = "copy_avx512"
  /// A load loop with the widest registers there are.
  case read
  /// Masked apply as load, blend, store with 64-byte registers.
  case blendAVX512 = "blend_avx512"
  /// Masked apply byte by byte in C: with the vectoriser off, and as the compiler makes it.
  case byteLoopScalar = "byteloop_novec"
  case byteLoopVectorised = "byteloop_vec"

  /// Whether this machine has the instruction sets for it.
  package var isUsable: Bool {
    let needs =
      switch self {
      case .copyAVX512: UInt32(CP_AVX512F)
      case .blendAVX512: UInt32(CP_AVX512F | CP_AVX512BW)
      default: UInt32(0)
      }
    return cp_cpu_features() & needs == needs
  }
}
