internal import CNUMA
internal import Glibc

/// On which memory nodes pages of a range really lie, as the kernel answers `move_pages`.
package struct PageResidency: Equatable, Sendable {
  /// Resident pages by node.
  package var pagesByNode: [Int: Int]
  /// Pages of the sample that no memory backs.
  package var absentPageCount: Int

  /// A residency put together by hand.
  package init(pagesByNode: [Int: Int], absentPageCount: Int = 0) {
    self.pagesByNode = pagesByNode
    self.absentPageCount = absentPageCount
  }

  /// Asks about at most `sampleCount` pages, evenly spread; nil where the kernel doesn't tell.
  ///
  /// Moves nothing. Takes about a microsecond a page.
  @unsafe package static func query(
    _ range: UnsafeRawBufferPointer, sampleCount: Int = 64
  ) -> PageResidency? {
    let page = MappedRegion.pageByteCount
    let pageCount = range.count / page
    guard let base = range.baseAddress, pageCount > 0 else { return nil }
    let count = min(pageCount, sampleCount)
    var addresses = unsafe (0..<count).map { index -> UnsafeMutableRawPointer? in
      unsafe UnsafeMutableRawPointer(mutating: base + index * pageCount / count * page)
    }
    var nodes = [Int32](repeating: 0, count: count)
    // Safe: both arrays hold `count` entries; without target nodes the call only reads.
    guard unsafe move_pages(0, UInt(count), &addresses, nil, &nodes, 0) == 0 else { return nil }
    var residency = PageResidency(pagesByNode: [:])
    for node in nodes {
      if node >= 0 {
        residency.pagesByNode[Int(node), default: 0] += 1
      } else {
        residency.absentPageCount += 1
      }
    }
    return residency
  }

  /// Asks about the committed part of a region.
  package static func query(
    _ region: borrowing MappedRegion, sampleCount: Int = 64
  ) -> PageResidency? {
    // Safe: the committed bytes are mapped for as long as the region is borrowed.
    unsafe query(
      UnsafeRawBufferPointer(start: region.baseAddress, count: region.committedByteCount),
      sampleCount: sampleCount)
  }
}
