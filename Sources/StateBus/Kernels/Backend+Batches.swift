internal import CKernels

/// Each kernel over the equal buffers of a layout: one check, one loop in the batch, no allocation.
///
/// Masks lie side by side without gaps. `ahead` is the distance in bytes from the page bytes in use
/// to those prefetched; a distance above zero pays only where a batch is larger than the caches.
extension Backend {
  /// Lays the masked payload bytes over the pages.
  public func applyDense(
    _ payloads: RawSpan, masks: Span<UInt64>, to pages: inout MutableRawSpan,
    layout: BufferLayout, ahead: Int = 0
  ) throws(KernelError) {
    try require(.page, pages.byteCount, is: layout.regionByteCount)
    try require(.payload, payloads.byteCount, is: layout.regionByteCount)
    try require(.mask, masks.count, is: layout.allMaskWordCount)
    tally(layout)
    let kernel = unsafe kernels.apply_dense
    let page = unsafe pages.start, payload = unsafe payloads.start, mask = unsafe masks.start
    let stride = layout.stride, words = layout.maskWordCount
    for index in layout.indices {
      unsafe kernel(
        page + index * stride, payload + index * stride, mask + index * words,
        layout.byteCount, ahead)
    }
    unsafe tamper(page, layout.byteCount)
  }

  /// Lays packed bytes over the pages' masked ones. The packed bytes of page i begin at its stride.
  public func applySparse(
    _ packed: RawSpan, masks: Span<UInt64>, to pages: inout MutableRawSpan,
    layout: BufferLayout, ahead: Int = 0
  ) throws(KernelError) {
    try require(.page, pages.byteCount, is: layout.regionByteCount)
    try require(.packed, packed.byteCount, is: layout.regionByteCount)
    try require(.mask, masks.count, is: layout.allMaskWordCount)
    tally(layout)
    let kernel = unsafe kernels.apply_sparse
    let page = unsafe pages.start, packed = unsafe packed.start, mask = unsafe masks.start
    let stride = layout.stride, words = layout.maskWordCount
    for index in layout.indices {
      _ = unsafe kernel(
        page + index * stride, packed + index * stride, mask + index * words,
        layout.byteCount, ahead)
    }
    unsafe tamper(page, layout.byteCount)
  }

  /// Lays newer masked bytes over older ones in place, and unites the masks.
  public func merge(
    _ newer: RawSpan, masks newerMasks: Span<UInt64>, into older: inout MutableRawSpan,
    masks olderMasks: inout MutableSpan<UInt64>, layout: BufferLayout, ahead: Int = 0
  ) throws(KernelError) {
    try require(.page, older.byteCount, is: layout.regionByteCount)
    try require(.newer, newer.byteCount, is: layout.regionByteCount)
    try require(.newerMask, newerMasks.count, is: layout.allMaskWordCount)
    try require(.mask, olderMasks.count, is: layout.allMaskWordCount)
    tally(layout)
    let kernel = unsafe kernels.merge
    let below = unsafe older.start, belowMask = unsafe olderMasks.start
    let above = unsafe newer.start, aboveMask = unsafe newerMasks.start
    let stride = layout.stride, words = layout.maskWordCount
    for index in layout.indices {
      unsafe kernel(
        below + index * stride, belowMask + index * words, above + index * stride,
        aboveMask + index * words, layout.byteCount, ahead)
    }
    unsafe tamper(below, layout.byteCount)
  }

  /// Writes the masks of the bytes that differ, and the numbers of those bytes.
  public func diff(
    from old: RawSpan, to new: RawSpan, masks: inout MutableSpan<UInt64>,
    counts: inout MutableSpan<Int>, layout: BufferLayout, ahead: Int = 0
  ) throws(KernelError) {
    try require(.old, old.byteCount, is: layout.regionByteCount)
    try require(.new, new.byteCount, is: layout.regionByteCount)
    try require(.mask, masks.count, is: layout.allMaskWordCount)
    try require(.counts, counts.count, is: layout.count)
    tally(layout)
    let kernel = unsafe kernels.diff
    let before = unsafe old.start, after = unsafe new.start
    let mask = unsafe masks.start, count = unsafe counts.start
    let stride = layout.stride, words = layout.maskWordCount
    for index in layout.indices {
      unsafe count[index] = unsafe kernel(
        before + index * stride, after + index * stride, mask + index * words,
        layout.byteCount, ahead)
    }
    unsafe tamper(mask, words)
  }

  /// Packs the masked bytes together, each buffer's at its stride, and writes their numbers.
  public func compress(
    _ bytes: RawSpan, masks: Span<UInt64>, into packed: inout MutableRawSpan,
    counts: inout MutableSpan<Int>, layout: BufferLayout, ahead: Int = 0
  ) throws(KernelError) {
    try require(.bytes, bytes.byteCount, is: layout.regionByteCount)
    try require(.packed, packed.byteCount, is: layout.regionByteCount)
    try require(.mask, masks.count, is: layout.allMaskWordCount)
    try require(.counts, counts.count, is: layout.count)
    tally(layout)
    let kernel = unsafe kernels.compress
    let source = unsafe bytes.start, mask = unsafe masks.start
    let target = unsafe packed.start, count = unsafe counts.start
    let stride = layout.stride, words = layout.maskWordCount
    for index in layout.indices {
      unsafe count[index] = unsafe kernel(
        source + index * stride, mask + index * words, target + index * stride,
        layout.byteCount, ahead)
    }
    unsafe tamperCounted(target, count, layout)
  }

  /// Finds the bytes that differ and packs the new ones together, each buffer's at its stride.
  public func diffCompress(
    from old: RawSpan, to new: RawSpan, masks: inout MutableSpan<UInt64>,
    into packed: inout MutableRawSpan, counts: inout MutableSpan<Int>, layout: BufferLayout,
    ahead: Int = 0
  ) throws(KernelError) {
    try require(.old, old.byteCount, is: layout.regionByteCount)
    try require(.new, new.byteCount, is: layout.regionByteCount)
    try require(.packed, packed.byteCount, is: layout.regionByteCount)
    try require(.mask, masks.count, is: layout.allMaskWordCount)
    try require(.counts, counts.count, is: layout.count)
    tally(layout)
    let kernel = unsafe kernels.diff_compress
    let before = unsafe old.start, after = unsafe new.start, mask = unsafe masks.start
    let target = unsafe packed.start, count = unsafe counts.start
    let stride = layout.stride, words = layout.maskWordCount
    for index in layout.indices {
      unsafe count[index] = unsafe kernel(
        before + index * stride, after + index * stride, mask + index * words,
        target + index * stride, layout.byteCount, ahead)
    }
    unsafe tamper(mask, words)
  }
}
