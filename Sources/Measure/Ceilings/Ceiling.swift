internal import CPlatform

/// A plain loop, timed beside a kernel over buffers of the same size and number.
package enum Ceiling: String, CaseIterable, Sendable {
  /// glibc's `memcpy`, `memcmp` of equal bytes, and `memset`.
  case copyGlibc = "copy_glibc"
  case memcmpGlibc = "memcmp_glibc"
  case fillGlibc = "fill_glibc"
  /// Copy, load and store only, one instruction set each.
  case copyScalar = "copy_scalar"
  case copyAVX2 = "copy_avx2"
  case copyAVX512 = "copy_avx512"
  case readScalar = "read_scalar"
  case readAVX2 = "read_avx2"
  case readAVX512 = "read_avx512"
  case writeScalar = "write_scalar"
  case writeAVX2 = "write_avx2"
  case writeAVX512 = "write_avx512"
  /// STREAM's triad: two arrays read, one written.
  case triadScalar = "triad_scalar"
  case triadAVX2 = "triad_avx2"
  case triadAVX512 = "triad_avx512"
  /// Masked apply as load, blend, store.
  case blendScalar = "blend_scalar"
  case blendAVX2 = "blend_avx2"
  case blendAVX512 = "blend_avx512"
  /// A load loop with the widest registers available.
  case read
  /// Masked apply byte by byte in C: with the vectoriser off, and as the compiler makes it.
  case byteLoopScalar = "byteloop_novec"
  case byteLoopVectorised = "byteloop_vec"

  /// The ceilings that `mmsb caps` measures: five kinds of work with each instruction set.
  package static let surveyed: [Ceiling] = [
    .copyScalar, .copyAVX2, .copyAVX512, .readScalar, .readAVX2, .readAVX512, .writeScalar,
    .writeAVX2, .writeAVX512, .triadScalar, .triadAVX2, .triadAVX512, .blendScalar, .blendAVX2,
    .blendAVX512,
  ]

  /// Whether this machine has the ceiling's instruction sets.
  package var isUsable: Bool {
    let needs =
      switch self {
      case .copyAVX2, .readAVX2, .writeAVX2, .triadAVX2, .blendAVX2: UInt32(CP_AVX2)
      case .copyAVX512, .readAVX512, .writeAVX512, .triadAVX512: UInt32(CP_AVX512F)
      case .blendAVX512: UInt32(CP_AVX512F | CP_AVX512BW)
      default: UInt32(0)
      }
    return cp_cpu_features() & needs == needs
  }
}
