internal import CNUMA
internal import Glibc
package import Support

/// The memory nodes that really have a range's pages, by `move_pages` for a sample of pages.
package struct PageResidency: Equatable, Sendable {
  /// Resident pages of the sample by node.
  package var pagesByNode: [Int: Int]
  /// Pages of the sample that aren't backed by memory.
  package var absentPageCount: Int
  /// The memory that the sample stands for.
  package var byteCount: Int

  /// Makes a residency from given counts.
  package init(pagesByNode: [Int: Int], absentPageCount: Int = 0, byteCount: Int = 0) {
    self.pagesByNode = pagesByNode
    self.absentPageCount = absentPageCount
    self.byteCount = byteCount
  }

  /// Both samples together.
  package static func + (a: PageResidency, b: PageResidency) -> PageResidency {
    PageResidency(
      pagesByNode: a.pagesByNode.merging(b.pagesByNode, uniquingKeysWith: +),
      absentPageCount: a.absentPageCount + b.absentPageCount, byteCount: a.byteCount + b.byteCount)
  }

  /// All samples together; nil without samples, or where one of the samples is nil.
  package static func all(_ samples: [PageResidency?]) -> PageResidency? {
    let known = samples.compactMap(\.self)
    guard let first = known.first, known.count == samples.count else { return nil }
    return known.dropFirst().reduce(first, +)
  }
}

// Queries.
extension PageResidency {
  /// The default number of sampled pages.
  package static let sampleCount = 64

  /// Queries the pages at these addresses, a sample of `byteCount` bytes; nil where the kernel
  /// refuses.
  ///
  /// A query moves and touches none of the pages. It takes about a microsecond a page.
  package static func query(addresses: [UInt], byteCount: Int) -> PageResidency? {
    let page = UInt(MappedRegion.pageByteCount)
    var pointers = unsafe addresses.map { address -> UnsafeMutableRawPointer? in
      unsafe UnsafeMutableRawPointer(bitPattern: address / page * page)
    }
    var nodes = [Int32](repeating: 0, count: addresses.count)
    // Safe: both arrays have an element for each address; without target nodes the call only reads.
    guard unsafe move_pages(0, UInt(addresses.count), &pointers, nil, &nodes, 0) == 0 else {
      return nil
    }
    var residency = PageResidency(pagesByNode: [:], byteCount: byteCount)
    for node in nodes {
      if node >= 0 {
        residency.pagesByNode[Int(node), default: 0] += 1
      } else {
        residency.absentPageCount += 1
      }
    }
    return residency
  }

  /// Queries at most `sampleCount` pages of a range, evenly spread.
  @unsafe package static func query(
    _ range: UnsafeRawBufferPointer, sampleCount: Int = sampleCount
  ) -> PageResidency? {
    let page = MappedRegion.pageByteCount
    guard let base = range.baseAddress, unsafe !range.isEmpty else { return nil }
    let first = UInt(bitPattern: base)
    let pageCount = (range.count + page - 1) / page
    let count = min(pageCount, sampleCount)
    let addresses = (0..<count).map { first + UInt($0 * pageCount / count * page) }
    return query(addresses: addresses, byteCount: range.count)
  }

  /// Queries the committed part of a region.
  package static func query(
    _ region: borrowing MappedRegion, sampleCount: Int = sampleCount
  ) -> PageResidency? {
    // Safe: the committed bytes are mapped for as long as the region is borrowed.
    unsafe query(
      UnsafeRawBufferPointer(start: region.baseAddress, count: region.committedByteCount),
      sampleCount: sampleCount)
  }

  /// The residency of 16 new pages that the calling thread touches.
  package static func ofFreshPages() -> PageResidency? {
    guard let region = try? MappedRegion(byteCount: 16 * MappedRegion.pageByteCount) else {
      return nil
    }
    for page in 0..<16 {
      let offset = page * MappedRegion.pageByteCount
      // Safe: inside the 16 pages just committed.
      unsafe region.baseAddress.storeBytes(of: 1, toByteOffset: offset, as: UInt8.self)
    }
    return query(region)
  }
}
