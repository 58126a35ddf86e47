internal import Machine
internal import Support

/// Memory that ceilings work on, touched at creation, with huge pages from 2 MiB on.
///
/// Each run goes over all buffers in order, once an iteration, as a kernel's batch does.
@safe
final class CeilingMemory {
  private let source: MappedRegion
  private let second: MappedRegion
  private let target: MappedRegion
  private let masks: MappedRegion
  private let bufferByteCount: Int
  private let bufferCount: Int
  private let hasSecondSource: Bool
  /// The accumulated result of reads, kept so that the reads can't be left out.
  private(set) var seen: UInt64 = 0

  /// Bytes mapped for a working set.
  static func byteCount(workingSetByteCount: Int, hasSecondSource: Bool = false) -> Int {
    (hasSecondSource ? 3 : 2) * workingSetByteCount + workingSetByteCount / 8
  }

  /// Maps memory; loops with two inputs need a second source.
  init(
    bufferByteCount: Int, bufferCount: Int, hasSecondSource: Bool = false
  ) throws(RegionError) {
    self.bufferByteCount = bufferByteCount
    self.bufferCount = bufferCount
    let byteCount = bufferByteCount * bufferCount
    source = try MappedRegion.filled(byteCount, with: 0x5a)
    second = try MappedRegion.filled(hasSecondSource ? byteCount : 1, with: 0x5a)
    target = try MappedRegion.filled(byteCount, with: 0x5a)
    masks = try MappedRegion.filled(byteCount / 8, with: 0x55)
    self.hasSecondSource = hasSecondSource
  }

  /// Runs `ceiling` over every buffer, `iterations` times.
  func run(_ ceiling: Ceiling, iterations: Int) {
    precondition(
      hasSecondSource || ![.triadScalar, .triadAVX2, .triadAVX512].contains(ceiling),
      "a triad reads two sources")
    let loop = unsafe ceiling.loop
    let from = unsafe source.baseAddress.assumingMemoryBound(to: UInt8.self)
    let also = unsafe second.baseAddress.assumingMemoryBound(to: UInt8.self)
    let to = unsafe target.baseAddress.assumingMemoryBound(to: UInt8.self)
    let bits = unsafe masks.baseAddress.assumingMemoryBound(to: UInt64.self)
    let size = bufferByteCount
    let stride = hasSecondSource ? size : 0
    var all: UInt64 = 0
    for _ in 0..<iterations {
      for index in 0..<bufferCount {
        // Safe: buffer `index` and its mask lie inside the regions by their sizes.
        unsafe all |= loop(
          to + index * size, from + index * size, also + index * stride, bits + index * (size / 64),
          size)
      }
    }
    seen |= all
  }
}
