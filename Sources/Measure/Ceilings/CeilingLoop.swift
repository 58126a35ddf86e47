internal import CPlatform
internal import Glibc

extension Ceiling {
  /// One loop over one buffer of `count` bytes: a target, two sources, and a mask with a bit for
  /// each byte. Answers a value of the bytes read where the loop writes nothing.
  typealias Loop = (
    _ to: UnsafeMutablePointer<UInt8>, _ from: UnsafePointer<UInt8>,
    _ second: UnsafePointer<UInt8>, _ mask: UnsafePointer<UInt64>, _ count: Int
  ) -> UInt64

  /// The loop itself; the caller ensures room in the buffers and the instruction sets.
  var loop: Loop {
    switch self {
    case .copyGlibc, .memcmpGlibc, .fillGlibc: unsafe glibcLoop
    case .copyScalar, .copyAVX2, .copyAVX512: unsafe copyLoop
    case .readScalar, .readAVX2, .readAVX512, .read: unsafe readLoop
    case .writeScalar, .writeAVX2, .writeAVX512: unsafe writeLoop
    case .triadScalar, .triadAVX2, .triadAVX512: unsafe triadLoop
    case .blendScalar, .blendAVX2, .blendAVX512, .byteLoopScalar, .byteLoopVectorised:
      unsafe blendLoop
    }
  }

  private var glibcLoop: Loop {
    switch self {
    case .memcmpGlibc:
      { to, from, _, _, count in unsafe UInt64(bitPattern: Int64(memcmp(to, from, count))) }
    case .fillGlibc:
      { to, _, _, _, count in
        unsafe memset(to, 0x5a, count)
        return 0
      }
    default:
      { to, from, _, _, count in
        unsafe memcpy(to, from, count)
        return 0
      }
    }
  }

  private var copyLoop: Loop {
    switch self {
    case .copyAVX512:
      { to, from, _, _, count in
        unsafe cp_copy_avx512(to, from, count)
        return 0
      }
    case .copyAVX2:
      { to, from, _, _, count in
        unsafe cp_copy_avx2(to, from, count)
        return 0
      }
    default:
      { to, from, _, _, count in
        unsafe cp_copy(to, from, count)
        return 0
      }
    }
  }

  private var readLoop: Loop {
    switch self {
    case .read: unsafe widestRead.loop
    case .readAVX512: { _, from, _, _, count in unsafe cp_read_avx512(from, count) }
    case .readAVX2: { _, from, _, _, count in unsafe cp_read_avx2(from, count) }
    default: { _, from, _, _, count in unsafe cp_read(from, count) }
    }
  }

  private var widestRead: Ceiling {
    [.readAVX512, .readAVX2].first(where: \.isUsable) ?? .readScalar
  }

  private var writeLoop: Loop {
    switch self {
    case .writeAVX512:
      { to, _, _, _, count in
        unsafe cp_write_avx512(to, 0x5a5a, count)
        return 0
      }
    case .writeAVX2:
      { to, _, _, _, count in
        unsafe cp_write_avx2(to, 0x5a5a, count)
        return 0
      }
    default:
      { to, _, _, _, count in
        unsafe cp_write(to, 0x5a5a, count)
        return 0
      }
    }
  }

  private var triadLoop: Loop {
    let triad:
      (
        UnsafeMutablePointer<Double>, UnsafePointer<Double>, UnsafePointer<Double>, Double, Int
      ) -> Void =
        switch self {
        case .triadAVX512: { unsafe cp_triad_avx512($0, $1, $2, $3, $4) }
        case .triadAVX2: { unsafe cp_triad_avx2($0, $1, $2, $3, $4) }
        default: { unsafe cp_triad($0, $1, $2, $3, $4) }
        }
    return { to, from, second, _, count in
      // Safe: the buffers are whole pages, aligned for any number, and hold nothing but bytes.
      let words = { (bytes: UnsafePointer<UInt8>) in
        unsafe UnsafeRawPointer(bytes).assumingMemoryBound(to: Double.self)
      }
      let target = unsafe UnsafeMutableRawPointer(to).assumingMemoryBound(to: Double.self)
      unsafe triad(target, words(from), words(second), 3, count)
      return 0
    }
  }

  private var blendLoop: Loop {
    switch self {
    case .blendAVX512:
      { to, from, _, mask, count in
        unsafe cp_blend_avx512(to, from, mask, count)
        return 0
      }
    case .blendAVX2:
      { to, from, _, mask, count in
        unsafe cp_blend_avx2(to, from, mask, count)
        return 0
      }
    case .byteLoopScalar:
      { to, from, _, mask, count in
        unsafe cp_byteloop_novec(to, from, mask, count)
        return 0
      }
    case .byteLoopVectorised:
      { to, from, _, mask, count in
        unsafe cp_byteloop_vec(to, from, mask, count)
        return 0
      }
    default:
      { to, from, _, mask, count in
        unsafe cp_blend(to, from, mask, count)
        return 0
      }
    }
  }
}
