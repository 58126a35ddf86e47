internal import CKernels

/// Each kernel over one buffer: the batch of one, with its exact lengths.
extension Backend {
  /// Lays the masked payload bytes over the page.
  public func applyDense(
    _ payload: RawSpan, mask: Span<UInt64>, to page: inout MutableRawSpan
  ) throws(KernelError) {
    let layout = BufferLayout(byteCount: page.byteCount)
    try applyDense(payload, masks: mask, to: &page, layout: layout)
  }

  /// Lays packed bytes over the page's masked ones; the bytes are as many as the set bits.
  public func applySparse(
    _ packed: RawSpan, mask: Span<UInt64>, to page: inout MutableRawSpan, ahead: Int = 0
  ) throws(KernelError) {
    try require(.packed, packed.byteCount, is: setBits(mask, count: page.byteCount))
    let start = unsafe page.start, count = page.byteCount
    tally(BufferLayout(byteCount: count))
    _ = unsafe kernels.apply_sparse(start, packed.start, mask.start, count, ahead)
    unsafe tamper(start, count)
  }

  /// Lays newer masked bytes over older ones in place, and unites the masks.
  public func merge(
    _ newer: RawSpan, mask newerMask: Span<UInt64>, into older: inout MutableRawSpan,
    mask olderMask: inout MutableSpan<UInt64>
  ) throws(KernelError) {
    let layout = BufferLayout(byteCount: older.byteCount)
    try merge(newer, masks: newerMask, into: &older, masks: &olderMask, layout: layout)
  }

  /// Writes the mask of the bytes that differ; answers the number of those bytes.
  public func diff(
    from old: RawSpan, to new: RawSpan, mask: inout MutableSpan<UInt64>
  ) throws(KernelError) -> Int {
    var counts: [1 of Int] = [0]
    var span = counts.mutableSpan
    let layout = BufferLayout(byteCount: old.byteCount)
    try diff(from: old, to: new, masks: &mask, counts: &span, layout: layout)
    return span[0]
  }

  /// Packs the masked bytes together; answers their number.
  public func compress(
    _ bytes: RawSpan, mask: Span<UInt64>, into packed: inout MutableRawSpan
  ) throws(KernelError) -> Int {
    let count = bytes.byteCount
    try require(.packed, packed.byteCount, atLeast: setBits(mask, count: count))
    tally(BufferLayout(byteCount: count))
    let start = unsafe packed.start
    let written = unsafe kernels.compress(bytes.start, mask.start, start, count, 0)
    unsafe tamper(start, written)
    return written
  }

  /// Finds the bytes that differ and packs the new ones together; answers their number.
  public func diffCompress(
    from old: RawSpan, to new: RawSpan, mask: inout MutableSpan<UInt64>,
    into packed: inout MutableRawSpan
  ) throws(KernelError) -> Int {
    var counts: [1 of Int] = [0]
    var span = counts.mutableSpan
    let layout = BufferLayout(byteCount: old.byteCount)
    try diffCompress(
      from: old, to: new, masks: &mask, into: &packed, counts: &span, layout: layout)
    return span[0]
  }

  /// Turns byte flags into mask bits; any flag but zero is set.
  public func pack(
    _ flags: RawSpan, into mask: inout MutableSpan<UInt64>
  ) throws(KernelError) {
    try pack(flags, into: &mask, layout: BufferLayout(byteCount: flags.byteCount))
  }

  /// Turns mask bits into byte flags, 0 and 1.
  public func unpack(
    _ mask: Span<UInt64>, into flags: inout MutableRawSpan
  ) throws(KernelError) {
    try unpack(mask, into: &flags, layout: BufferLayout(byteCount: flags.byteCount))
  }

  /// Counts the set bits among the first `count`.
  public func population(of mask: Span<UInt64>, count: Int) throws(KernelError) -> Int {
    var counts: [1 of Int] = [0]
    var span = counts.mutableSpan
    try population(of: mask, counts: &span, layout: BufferLayout(byteCount: count))
    return span[0]
  }

  /// Sets `count` bits of `target` from bit `offset` on where `source` has them; answers the number
  /// of bits that were clear before.
  public func unite(
    _ source: Span<UInt64>, count: Int, into target: inout MutableSpan<UInt64>, at offset: Int
  ) throws(KernelError) -> Int {
    precondition(count >= 0 && offset >= 0, "bits are counted from zero")
    try require(.newerMask, source.count, is: BufferLayout.maskWordCount(count))
    try require(.mask, target.count, atLeast: BufferLayout.maskWordCount(offset + count))
    tally(BufferLayout(byteCount: count))
    let start = unsafe target.start + offset / 64
    let fresh = unsafe kernels.or_mask(start, offset % 64, source.start, count)
    unsafe tamper(start, BufferLayout.maskWordCount(offset % 64 + count))
    return fresh
  }

  /// Writes the run lengths of a mask of `count` bits; answers the number of bytes written.
  ///
  /// `runs` needs room for the worst case, one byte a bit.
  public func rleEncode(
    _ mask: Span<UInt64>, count: Int, into runs: inout MutableRawSpan
  ) throws(KernelError) -> Int {
    try require(.mask, mask.count, is: BufferLayout.maskWordCount(count))
    try require(.runs, runs.byteCount, atLeast: count)
    tally(BufferLayout(byteCount: count))
    let start = unsafe runs.start
    let written = unsafe kernels.rle_encode(mask.start, count, start)
    unsafe tamper(start, written)
    return written
  }

  /// Rebuilds a mask of `count` bits from runs; refuses runs that describe another number of bits.
  public func rleDecode(
    _ runs: RawSpan, into mask: inout MutableSpan<UInt64>, count: Int
  ) throws(KernelError) {
    try require(.mask, mask.count, is: BufferLayout.maskWordCount(count))
    tally(BufferLayout(byteCount: count))
    let start = unsafe mask.start, words = mask.count
    let described = unsafe kernels.rle_decode(runs.start, runs.byteCount, start, count)
    guard described == count else {
      throw .runsMismatch(expectedBits: count, foundBits: described)
    }
    unsafe tamper(start, words)
  }

  /// Computes the CRC-32C of bytes, continued from `crc`.
  public func crc32c(of bytes: RawSpan, continuing crc: UInt32 = 0) -> UInt32 {
    tally(BufferLayout(byteCount: bytes.byteCount))
    var sum = unsafe kernels.crc32c(crc, bytes.start, bytes.byteCount)
    unsafe withUnsafeMutablePointer(to: &sum) { unsafe tamper($0, 1) }
    return sum
  }

  /// Copies bytes and computes their CRC-32C, continued from `crc`, in one pass; the copy has the
  /// same length and does not overlap the bytes.
  package func crc32c(
    copying bytes: RawSpan, to copy: inout MutableRawSpan, continuing crc: UInt32 = 0
  ) throws(KernelError) -> UInt32 {
    try require(.bytes, copy.byteCount, is: bytes.byteCount)
    tally(BufferLayout(byteCount: bytes.byteCount))
    let target = unsafe copy.start
    let sum = unsafe kernels.crc32c_copy(crc, bytes.start, target, bytes.byteCount)
    unsafe tamper(target, copy.byteCount)
    return sum
  }

  /// Counts the set bits of a mask, for checks of lengths; untampered, so that the checks hold.
  private func setBits(_ mask: Span<UInt64>, count: Int) throws(KernelError) -> Int {
    try require(.mask, mask.count, is: BufferLayout.maskWordCount(count))
    return unsafe kernels.population(mask.start, count)
  }
}
