package import Machine
package import Support

/// Memory for a batch of equal buffers: one region straight from the kernel, touched when made.
///
/// From 2 MiB on the region is aligned to huge pages and requests them; where the kernel refuses,
/// the region has ordinary pages. Bytes start at zero. Vends spans; the memory goes back with the
/// owner's end.
@safe
package struct BufferRegion: ~Copyable, Sendable {
  /// Bytes that may be used.
  package let byteCount: Int
  private let region: MappedRegion

  /// Maps a region and touches all of it from the calling thread, so that the region lies on that
  /// thread's node.
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

  /// Queries the nodes of a sample of the region's pages; nil where the kernel doesn't report them,
  /// or the region is empty.
  package func residency() -> PageResidency? { PageResidency.query(region) }

  /// The bytes.
  package var bytes: RawSpan {
    @_lifetime(borrow self)
    get {
      let all = unsafe UnsafeRawBufferPointer(start: region.baseAddress, count: byteCount)
      return unsafe _overrideLifetime(all.bytes, borrowing: self)
    }
  }

  /// The bytes, for writing.
  package var mutableBytes: MutableRawSpan {
    @_lifetime(&self)
    mutating get {
      let all = unsafe UnsafeMutableRawBufferPointer(start: region.baseAddress, count: byteCount)
      return unsafe _overrideLifetime(all.mutableBytes, mutating: &self)
    }
  }

  /// Answers the bytes as elements without padding or forbidden values; an incomplete element at
  /// the end is left out.
  @_lifetime(borrow self)
  package func elements<Element: FixedWidthInteger & BitwiseCopyable>(
    of _: Element.Type
  ) -> Span<Element> {
    let start = unsafe region.baseAddress.assumingMemoryBound(to: Element.self)
    let count = byteCount / MemoryLayout<Element>.size
    let all = unsafe UnsafeBufferPointer(start: start, count: count)
    return unsafe _overrideLifetime(all.span, borrowing: self)
  }

  /// Answers the elements, for writing.
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
