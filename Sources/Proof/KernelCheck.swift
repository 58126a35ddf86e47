internal import Oracle
package import StateBus

/// A check of every kernel of a backend on a case: the outputs must equal the reference model's,
/// and the bytes around them must be intact.
package struct KernelCheck {
  /// The kernels, by the names that `mmsb list` shows, in the order they are checked.
  package static let operations: [(name: String, check: Operation)] = [
    ("apply", apply), ("apply_sparse", applySparse), ("merge", merge), ("diff", diff),
    ("compress", compress), ("diff_compress", diffCompress), ("pack", pack), ("unpack", unpack),
    ("population", population), ("or_mask", unite), ("rle_encode", rleEncode),
    ("rle_decode", rleDecode), ("crc32c", crc32c),
    ("crc32c_copy", crc32cCopy),
  ]

  /// Whether a kernel's output for the case equals the model's.
  package typealias Operation =
    @Sendable (Backend, KernelCase) throws(KernelError) -> Bool

  /// The first kernel of the backend that differs from the model; nil if all agree.
  package static func firstDifference(_ backend: Backend, _ input: KernelCase) -> String? {
    operations.first { _, check in
      do throws(KernelError) { return try !check(backend, input) } catch { return true }
    }?.name
  }

  private static let apply: Operation = { backend, input throws(KernelError) in
    var page = GuardedBytes(input.old, alignment: input.oldAlignment)
    let payload = GuardedBytes(input.new, alignment: input.newAlignment)
    let mask = ByteModel.words(input.mask)
    let layout = BufferLayout(byteCount: input.byteCount)
    var target = page.mutableBytes
    try backend.applyDense(
      payload.bytes, masks: mask.span, to: &target, layout: layout, ahead: input.ahead)
    return page.isIntact
      && page.content == ByteModel.applyDense(input.new, mask: input.mask, to: input.old)
  }

  private static let applySparse: Operation = { backend, input throws(KernelError) in
    var page = GuardedBytes(input.old, alignment: input.oldAlignment)
    let packed = ByteModel.compress(input.new, mask: input.mask)
    let source = GuardedBytes(packed, alignment: input.newAlignment)
    let mask = ByteModel.words(input.mask)
    var target = page.mutableBytes
    try backend.applySparse(source.bytes, mask: mask.span, to: &target, ahead: input.ahead)
    return page.isIntact
      && page.content == ByteModel.applySparse(packed, mask: input.mask, to: input.old)
  }

  private static let merge: Operation = { backend, input throws(KernelError) in
    var older = GuardedBytes(input.old, alignment: input.oldAlignment)
    var olderMask = GuardedWords(ByteModel.words(input.otherMask))
    let newer = GuardedBytes(input.new, alignment: input.newAlignment)
    let newerMask = ByteModel.words(input.mask)
    var target = older.mutableBytes
    var targetMask = olderMask.mutableWords
    try backend.merge(
      newer.bytes, masks: newerMask.span, into: &target, masks: &targetMask,
      layout: BufferLayout(byteCount: input.byteCount), ahead: input.ahead)
    return older.isIntact && olderMask.isIntact
      && older.content == ByteModel.applyDense(input.new, mask: input.mask, to: input.old)
      && olderMask.content == ByteModel.words(ByteModel.unite(input.otherMask, input.mask))
  }

  private static let diff: Operation = { backend, input throws(KernelError) in
    let old = GuardedBytes(input.old, alignment: input.oldAlignment)
    let new = GuardedBytes(input.new, alignment: input.newAlignment)
    let expected = ByteModel.diff(from: input.old, to: input.new)
    var mask = GuardedWords(blank(expected.count))
    var target = mask.mutableWords
    var counts = [-1]
    var count = counts.mutableSpan
    try backend.diff(
      from: old.bytes, to: new.bytes, masks: &target, counts: &count,
      layout: BufferLayout(byteCount: input.byteCount), ahead: input.ahead)
    return mask.isIntact && mask.content == ByteModel.words(expected)
      && counts[0] == ByteModel.population(of: expected)
  }

  private static let compress: Operation = { backend, input throws(KernelError) in
    let bytes = GuardedBytes(input.new, alignment: input.newAlignment)
    let expected = ByteModel.compress(input.new, mask: input.mask)
    let mask = ByteModel.words(input.mask)
    var packed = GuardedBytes(
      [UInt8](repeating: 0, count: expected.count), alignment: input.oldAlignment)
    var target = packed.mutableBytes
    let written = try backend.compress(bytes.bytes, mask: mask.span, into: &target)
    return packed.isIntact && packed.content == expected && written == expected.count
  }

  private static let diffCompress: Operation = { backend, input throws(KernelError) in
    let old = GuardedBytes(input.old, alignment: input.oldAlignment)
    let new = GuardedBytes(input.new, alignment: input.newAlignment)
    let expectedMask = ByteModel.diff(from: input.old, to: input.new)
    let expected = ByteModel.compress(input.new, mask: expectedMask)
    var mask = GuardedWords(blank(expectedMask.count))
    var packed = GuardedBytes(
      [UInt8](repeating: 0, count: input.byteCount), alignment: input.oldAlignment)
    var targetMask = mask.mutableWords
    var target = packed.mutableBytes
    var counts = [-1]
    var count = counts.mutableSpan
    try backend.diffCompress(
      from: old.bytes, to: new.bytes, masks: &targetMask, into: &target, counts: &count,
      layout: BufferLayout(byteCount: input.byteCount), ahead: input.ahead)
    return mask.isIntact && packed.isIntact && mask.content == ByteModel.words(expectedMask)
      && counts[0] == expected.count && packed.content.starts(with: expected)
  }

  /// Words of a pattern that every kernel must overwrite.
  static func blank(_ count: Int) -> [UInt64] {
    [UInt64](repeating: 0xa5a5_a5a5_a5a5_a5a5, count: BufferLayout.maskWordCount(count))
  }
}
