internal import CKernels

/// The kernels that work on masks, and the checksum, over the equal buffers of a layout.
extension Backend {
  /// Turns byte flags into mask bits; any flag but zero is set.
  public func pack(
    _ flags: RawSpan, into masks: inout MutableSpan<UInt64>, layout: BufferLayout
  ) throws(KernelError) {
    try require(.flags, flags.byteCount, is: layout.regionByteCount)
    try require(.mask, masks.count, is: layout.allMaskWordCount)
    tally(layout)
    let kernel = unsafe kernels.pack
    let source = unsafe flags.start, target = unsafe masks.start
    for index in layout.indices {
      unsafe kernel(
        source + index * layout.stride, target + index * layout.maskWordCount, layout.byteCount)
    }
    unsafe tamper(target, layout.maskWordCount)
  }

  /// Turns mask bits into byte flags, 0 and 1.
  public func unpack(
    _ masks: Span<UInt64>, into flags: inout MutableRawSpan, layout: BufferLayout
  ) throws(KernelError) {
    try require(.mask, masks.count, is: layout.allMaskWordCount)
    try require(.flags, flags.byteCount, is: layout.regionByteCount)
    tally(layout)
    let kernel = unsafe kernels.unpack
    let source = unsafe masks.start, target = unsafe flags.start
    for index in layout.indices {
      unsafe kernel(
        source + index * layout.maskWordCount, target + index * layout.stride, layout.byteCount)
    }
    unsafe tamper(target, layout.byteCount)
  }

  /// Counts the set bits of each mask.
  public func population(
    of masks: Span<UInt64>, counts: inout MutableSpan<Int>, layout: BufferLayout
  ) throws(KernelError) {
    try require(.mask, masks.count, is: layout.allMaskWordCount)
    try require(.counts, counts.count, is: layout.count)
    tally(layout)
    let kernel = unsafe kernels.population
    let source = unsafe masks.start, count = unsafe counts.start
    for index in layout.indices {
      unsafe count[index] = unsafe kernel(source + index * layout.maskWordCount, layout.byteCount)
    }
    unsafe tamper(count, layout.count)
  }

  /// Writes the run lengths of each mask at its buffer's stride, and the bytes that they take.
  public func rleEncode(
    _ masks: Span<UInt64>, into runs: inout MutableRawSpan, counts: inout MutableSpan<Int>,
    layout: BufferLayout
  ) throws(KernelError) {
    try require(.mask, masks.count, is: layout.allMaskWordCount)
    try require(.runs, runs.byteCount, is: layout.regionByteCount)
    try require(.counts, counts.count, is: layout.count)
    tally(layout)
    let kernel = unsafe kernels.rle_encode
    let source = unsafe masks.start, target = unsafe runs.start, count = unsafe counts.start
    for index in layout.indices {
      unsafe count[index] = unsafe kernel(
        source + index * layout.maskWordCount, layout.byteCount, target + index * layout.stride)
    }
    unsafe tamperCounted(target, count, layout)
  }

  /// Rebuilds each mask from the `counts[i]` run lengths at its buffer's stride.
  ///
  /// Throws for runs that describe another number of bits; the masks up to those are written then.
  public func rleDecode(
    _ runs: RawSpan, counts: Span<Int>, into masks: inout MutableSpan<UInt64>, layout: BufferLayout
  ) throws(KernelError) {
    try require(.runs, runs.byteCount, is: layout.regionByteCount)
    try require(.mask, masks.count, is: layout.allMaskWordCount)
    try require(.counts, counts.count, is: layout.count)
    tally(layout)
    let kernel = unsafe kernels.rle_decode
    let source = unsafe runs.start, target = unsafe masks.start
    for index in layout.indices {
      let count = counts[index]
      guard (0...layout.stride).contains(count) else {
        throw .lengthMismatch(.runs, expected: layout.stride, found: count)
      }
      let described = unsafe kernel(
        source + index * layout.stride, count, target + index * layout.maskWordCount,
        layout.byteCount)
      if described != layout.byteCount {
        throw .runsMismatch(expectedBits: layout.byteCount, foundBits: described)
      }
    }
    unsafe tamper(target, layout.maskWordCount)
  }

  /// Computes the CRC-32C of each buffer by itself; `sums` has room for a sum of each buffer.
  public func crc32c(
    of bytes: RawSpan, into sums: inout MutableSpan<UInt32>, layout: BufferLayout
  ) throws(KernelError) {
    try require(.bytes, bytes.byteCount, is: layout.regionByteCount)
    try require(.counts, sums.count, atLeast: layout.count)
    tally(layout)
    let kernel = unsafe kernels.crc32c
    let source = unsafe bytes.start, sum = unsafe sums.start
    for index in layout.indices {
      unsafe sum[index] = unsafe kernel(0, source + index * layout.stride, layout.byteCount)
    }
    unsafe tamper(sum, layout.count)
  }

  /// Tampers with counted bytes: those of the first buffer that has any, else the counts.
  func tamperCounted(
    _ start: UnsafeMutablePointer<UInt8>, _ counts: UnsafeMutablePointer<Int>,
    _ layout: BufferLayout
  ) {
    guard unsafe tamper != nil else { return }
    for index in 0..<layout.count where unsafe counts[index] > 0 {
      return unsafe tamper(start + index * layout.stride, counts[index])
    }
    unsafe tamper(counts, layout.count)
  }
}
