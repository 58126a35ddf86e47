internal import Support

/// Finds the changes between two images of a page and writes them as a delta.
///
/// One value serves many pages; its buffers have the size of the last page.
struct PageDifference {
  private let backend: Backend
  private var mask: [UInt64] = []
  private var packed: [UInt8] = []

  /// Uses a backend's kernels.
  init(backend: Backend) { self.backend = backend }

  /// Appends the delta from `old` to `new`, two images of one page; answers the count of changed
  /// bytes.
  ///
  /// The delta spans the first to the last changed byte, with a mask unless all of them changed.
  /// Without changes the delta is empty, so that the write still counts.
  mutating func append(
    from old: ArraySlice<UInt8>, to new: ArraySlice<UInt8>, _ header: DeltaHeader,
    to batch: inout DeltaBatch
  ) -> Int {
    precondition(old.count == new.count, "two images of one page have one size")
    let changed = find(from: old, to: new)
    do throws(DeltaError) {
      guard changed > 0 else {
        try batch.append(header, bytes: [UInt8]().span.raw)
        return 0
      }
      let (first, count) = extent()
      var header = header
      header.offset = first
      let payload = packed.span.raw.extracting(0..<changed)
      if changed == count {
        try batch.append(header, bytes: payload)
      } else {
        let words = shiftedMask(by: first, count: count)
        try batch.append(header, mask: words.span, count: count, payload: payload, isSparse: true)
      }
    } catch {
      preconditionFailure("a difference is a valid delta: \(error)")
    }
    return changed
  }

  /// Counts the bytes that differ between two images of one page.
  mutating func count(from old: ArraySlice<UInt8>, to new: ArraySlice<UInt8>) -> Int {
    precondition(old.count == new.count, "two images of one page have one size")
    return find(from: old, to: new)
  }

  private mutating func find(from old: ArraySlice<UInt8>, to new: ArraySlice<UInt8>) -> Int {
    let wordCount = (old.count + 63) / 64
    if mask.count != wordCount { mask = [UInt64](repeating: 0, count: wordCount) }
    if packed.count != old.count { packed = [UInt8](repeating: 0, count: old.count) }
    return Self.find(from: old, to: new, &mask, &packed, backend)
  }

  private static func find(
    from old: ArraySlice<UInt8>, to new: ArraySlice<UInt8>, _ mask: inout [UInt64],
    _ packed: inout [UInt8], _ backend: Backend
  ) -> Int {
    var words = mask.mutableSpan
    var span = packed.mutableSpan
    var bytes = span.raw
    do throws(KernelError) {
      return try backend.diffCompress(
        from: old.span.raw, to: new.span.raw, mask: &words, into: &bytes)
    } catch {
      preconditionFailure("the buffers have the page's size: \(error)")
    }
  }

  /// The first changed byte, and the count of bytes from there to the last changed byte.
  private func extent() -> (first: Int, count: Int) {
    let low = mask.firstIndex { $0 != 0 } ?? 0
    let high = mask.lastIndex { $0 != 0 } ?? 0
    let first = low * 64 + mask[low].trailingZeroBitCount
    return (first, high * 64 + 64 - mask[high].leadingZeroBitCount - first)
  }

  /// The `count` bits of the mask from `first` on.
  private func shiftedMask(by first: Int, count: Int) -> [UInt64] {
    let shift = UInt64(first % 64)
    return (0..<(count + 63) / 64).map { index in
      let word = first / 64 + index
      let next = shift > 0 && word + 1 < mask.count ? mask[word + 1] << (64 - shift) : 0
      return mask[word] >> shift | next
    }
  }
}
