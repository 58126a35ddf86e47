package import Machine
package import Support

/// Memory for a batch of equal buffers: one region straight from the kernel, touched when made.
///
/// From 2 MiB on it is aligned to, and asks for, huge pages; where the kernel has none to offer it
/// is of ordinary pages. Bytes start at zero. Vends spans; gives the memory back when the owner
/// goes.
@safe
package struct BufferRegion: ~Copyable, Sendable {
  /// Bytes that may be used.
  package let byteCount: Int
  private let region: MappedRegion

  /// Maps a region and touches all of it from the calling thread, so that it lies on that one's
  /// node.
  package init(byteCount: Int) throws(RegionError) {
    self.byteCount = byteCount
    let whole = max(byteCount, 1)
    region = try Self.mapped(whole, hugePages: whole >= MappedRegion.hugePageByteCount)
    // Safe: every touched offset lies inside the committed region.
    for offset in stride(from: 0, to: whole, by: MappedRegion.pageByteCount) {
      unsafe region.baseAddress.storeBytes(of: 0, toByteOffset: offset, as: UInt8.self)
    }
  }

  /// Whether the kernel took the advice to use huge pages.
  package var usesHugePages: Bool { region.usesHugePages }

  /// On which nodes a sample of its pages lies; nil where the kernel doesn't tell, or there are no
  /// bytes.
  package func residency() -> PageResidency? { PageResidency.query(region) }

  /// The bytes.
  package var bytes: RawSpan {
    @_lifetime(borrow self)
    get {
      let all = unsafe UnsafeRawBufferPointer(start: region.baseAddress, count: byteCount)
      return unsafe _overrideLifetime(all.bytes, borrowing: self)
    }
  }

  /// The bytes, to change.
  package var mutableBytes: MutableRawSpan {
    @_lifetime(&self)
    mutating get {
      let all = unsafe UnsafeMutableRawBufferPointer(start: region.baseAddress, count: byteCount)
      return unsafe _overrideLifetime(all.mutableBytes, mutating: &self)
    }
  }

  /// The bytes as elements without padding or forbidden values; what is left over at the end is not
  /// seen.
  @_lifetime(borrow self)
  package func elements<Element: FixedWidthInteger & BitwiseCopyable>(
    of _: Element.Type
  ) -> Span<Element> {
    let start = unsafe region.baseAddress.assumingMemoryBound(to: Element.self)
    let count = byteCount / MemoryLayout<Element>.size
    let all = unsafe UnsafeBufferPointer(start: start, count: count)
    return unsafe _overrideLifetime(all.span, borrowing: self)
  }

  /// The elements, to change.
  @_lifetime(&self)
  package mutating func mutableElements<Element: FixedWidthInteger & BitwiseCopyable>(
    of _: Element.Type
  ) -> MutableSpan<Element> {
    let start = unsafe region.baseAddress.assumingMemoryBound(to: Element.self)
    let count = byteCount / MemoryLayout<Element>.size
    let all = unsafe UnsafeMutableBufferPointer(start: start, count: count)
    return unsafe _overrideLifetime(all.mutableSpan, mutating: &self)
  }

  /// Writes `tile` over and over until the region is full.
  package mutating func fill(repeating tile: [UInt8]) {
    guard !tile.isEmpty else { return }
    unsafe tile.withUnsafeBytes { source in
      for offset in stride(from: 0, to: byteCount, by: source.count) {
        let count = min(source.count, byteCount - offset)
        // Safe: the copy ends at or before the region's end, and inside the tile.
        unsafe (region.baseAddress + offset).copyMemory(
          from: source.baseAddress.unsafelyUnwrapped, byteCount: count)
      }
    }
  }

  private static func mapped(
    _ byteCount: Int, hugePages: Bool
  ) throws(RegionError) -> MappedRegion {
    do throws(RegionError) {
      return try MappedRegion(byteCount: byteCount, hugePages: hugePages)
    } catch {
      guard case .hugePagesRefused = error else { throw error }
      return try MappedRegion(byteCount: byteCount)
    }
  }
}
