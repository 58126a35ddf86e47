internal import CNUMA
internal import Glibc
package import Support

/// On which memory nodes pages really lie, as the kernel answers `move_pages` for a sample of them.
package struct PageResidency: Equatable, Sendable {
  /// Resident pages of the sample by node.
  package var pagesByNode: [Int: Int]
  /// Pages of the sample that no memory backs.
  package var absentPageCount: Int
  /// The memory that the sample stands for.
  package var byteCount: Int

  /// A residency put together by hand.
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

  /// All samples together; nil where there are none, or the kernel told nothing of one.
  package static func all(_ samples: [PageResidency?]) -> PageResidency? {
    let known = samples.compactMap(\.self)
    guard let first = known.first, known.count == samples.count else { return nil }
    return known.dropFirst().reduce(first, +)
  }
}

// Asking the kernel.
extension PageResidency {
  /// Pages asked about unless said otherwise.
  package static let sampleCount = 64

  /// Asks about the pages at these addresses, for memory of so many bytes; nil where the kernel
  /// doesn't tell.
  ///
  /// Moves and touches nothing. Takes about a microsecond a page.
  package static func query(addresses: [UInt], byteCount: Int) -> PageResidency? {
    let page = UInt(MappedRegion.pageByteCount)
    var pointers = unsafe addresses.map { address -> UnsafeMutableRawPointer? in
      unsafe UnsafeMutableRawPointer(bitPattern: address / page * page)
    }
    var nodes = [Int32](repeating: 0, count: addresses.count)
    // Safe: both arrays have a place for each address; without target nodes the call only reads.
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

  /// Asks about at most `sampleCount` pages of a range, evenly spread.
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

  /// Asks about the committed part of a region.
  package static func query(
    _ region: borrowing MappedRegion, sampleCount: Int = sampleCount
  ) -> PageResidency? {
    // Safe: the committed bytes are mapped for as long as the region is borrowed.
    unsafe query(
      UnsafeRawBufferPointer(start: region.baseAddress, count: region.committedByteCount),
      sampleCount: sampleCount)
  }

  /// Where the calling thread's memory comes from: touches a few new pages and asks.
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
