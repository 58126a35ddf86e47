internal import Machine
internal import Measure
internal import Support

/// The ranges that deltas cover, copied by a plain loop in the same order: the bound that the
/// memory system sets.
final class CopiedRanges {
  /// One copy: from a place in the source to a place in the target.
  struct Range: Sendable {
    var from: Int
    var to: Int
    var byteCount: Int
  }

  private let source: MappedRegion
  private let target: MappedRegion
  private let ranges: [Range]
  private let targetByteCount: Int
  private let copies: Int

  /// Iteration after iteration goes to the next of `copies` targets, as replays do. A target takes
  /// memory with its first iteration, in the calibration; most replays need few of them.
  init(_ ranges: [Range], targetByteCount: Int, copies: Int) throws(WorkError) {
    self.ranges = ranges
    self.targetByteCount = targetByteCount
    self.copies = copies
    let sourceByteCount = ranges.map { $0.from + $0.byteCount }.max() ?? 1
    do throws(RegionError) {
      source = try MappedRegion(byteCount: max(1, sourceByteCount))
      target = try MappedRegion(byteCount: max(1, targetByteCount * copies))
    } catch { throw WorkError(error, for: "the copies of copy_ranges") }
    unsafe source.baseAddress.initializeMemory(as: UInt8.self, repeating: 1, count: sourceByteCount)
  }

  /// The comparison by name.
  var reference: Reference {
    Reference(name: "copy_ranges", isCeiling: true) { iterations in self.run(iterations) }
  }

  private func run(_ iterations: Int) {
    let from = unsafe source.baseAddress
    for iteration in 0..<iterations {
      let to = unsafe target.baseAddress + iteration % copies * targetByteCount
      for range in ranges {
        unsafe (to + range.to).copyMemory(from: from + range.from, byteCount: range.byteCount)
      }
    }
  }
}
