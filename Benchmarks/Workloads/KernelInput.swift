internal import Measure
internal import Oracle
internal import Support

/// The bytes and masks of a few buffers, drawn from a seed; a working set repeats them.
///
/// Repeating keeps the reference model's work small for any working set: a result that is right for
/// one period is right for all.
struct KernelInput {
  /// One buffer: its bytes before and after, the mask of changed bytes, and a second mask.
  struct Buffer {
    let old: [UInt8]
    let new: [UInt8]
    let mask: [Bool]
    let otherMask: [Bool]
  }

  let buffers: [Buffer]

  /// The most page bytes of one period.
  private static let periodByteCount = 1 << 20

  init(_ request: WorkRequest, bufferCount: Int) {
    let period = max(1, min(bufferCount, Self.periodByteCount / max(request.pageByteCount, 1)))
    var random = SplitMix64(seed: request.seed &+ UInt64(request.worker) << 32)
    buffers = (0..<period).map { _ in Self.buffer(request, &random) }
  }

  private static func buffer(_ request: WorkRequest, _ random: inout SplitMix64) -> Buffer {
    let count = request.pageByteCount
    let mask = flags(count, request, &random)
    let old = bytes(count, &random)
    let new = zip(bytes(count, &random), zip(old, mask)).map { drawn, was in
      was.1 ? (drawn == was.0 ? ~drawn : drawn) : was.0
    }
    return Buffer(old: old, new: new, mask: mask, otherMask: flags(count, request, &random))
  }

  private static func bytes(_ count: Int, _ random: inout SplitMix64) -> [UInt8] {
    (0..<count).map { _ in UInt8(truncatingIfNeeded: random.next()) }
  }

  private static func flags(
    _ count: Int, _ request: WorkRequest, _ random: inout SplitMix64
  ) -> [Bool] {
    let run = request.pattern == .runs ? 32 : 1
    var flags: [Bool] = []
    flags.reserveCapacity(count)
    while flags.count < count {
      let set = Double(random.next() >> 11) < request.density * 0x1p53
      flags.append(contentsOf: repeatElement(set, count: min(run, count - flags.count)))
    }
    return flags
  }
}
