internal import Support

extension Mask {
  /// Encodes the mask in a form, without any head: the reader must know form and bit count.
  public func encoded(as form: MaskForm, with backend: Backend) -> [UInt8] {
    switch form {
    case .none: encodedFlags(with: backend)
    case .bitpack: packedBytes
    case .rle: encodedRuns(with: backend)
    }
  }

  /// Encodes the mask in a form; answers the bytes and the sizes before and after.
  public func compressed(
    as form: MaskForm, with backend: Backend
  ) -> (bytes: [UInt8], stats: CompressionStats) {
    let bytes = encoded(as: form, with: backend)
    return (bytes, CompressionStats(originalByteCount: count, compressedByteCount: bytes.count))
  }

  /// Reads a mask of `count` bits from bytes of a form; throws for bytes that are malformed.
  public init(
    decoding bytes: [UInt8], as form: MaskForm, count: Int, with backend: Backend
  ) throws(MaskError) {
    precondition(count >= 0, "a mask can't have a negative number of bits")
    switch form {
    case .none: try self.init(flagBytes: bytes, count: count, backend)
    case .bitpack: try self.init(packed: bytes, count: count)
    case .rle: try self.init(runBytes: bytes, count: count, backend)
    }
  }

  private func encodedFlags(with backend: Backend) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: count)
    var target = bytes.mutableSpan
    var flags = target.raw
    checked { () throws(KernelError) in try backend.unpack(words.span, into: &flags) }
    return bytes
  }

  private var packedBytes: [UInt8] {
    (0..<count / 8 + (count % 8 == 0 ? 0 : 1)).map {
      UInt8(truncatingIfNeeded: words[$0 / 8] >> UInt64($0 % 8 * 8))
    }
  }

  private func encodedRuns(with backend: Backend) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: count)
    var target = bytes.mutableSpan
    var runs = target.raw
    let written = checked { () throws(KernelError) in
      try backend.rleEncode(words.span, count: count, into: &runs)
    }
    return Array(bytes.prefix(written))
  }

  private init(flagBytes bytes: [UInt8], count: Int, _ backend: Backend) throws(MaskError) {
    guard bytes.count == count else {
      throw .lengthMismatch(expected: count, found: bytes.count)
    }
    if let offset = bytes.firstIndex(where: { $0 > 1 }) {
      throw .badFlag(offset: offset, value: bytes[offset])
    }
    var words = [UInt64](repeating: 0, count: BufferLayout.maskWordCount(count))
    var target = words.mutableSpan
    checked { () throws(KernelError) in try backend.pack(bytes.span.raw, into: &target) }
    try self.init(words: words, count: count)
  }

  private init(packed bytes: [UInt8], count: Int) throws(MaskError) {
    let needed = count / 8 + (count % 8 == 0 ? 0 : 1)
    guard bytes.count == needed else { throw .lengthMismatch(expected: needed, found: bytes.count) }
    var words = [UInt64](repeating: 0, count: BufferLayout.maskWordCount(count))
    for (index, byte) in bytes.enumerated() {
      words[index / 8] |= UInt64(byte) << UInt64(index % 8 * 8)
    }
    try self.init(words: words, count: count)
  }

  private init(runBytes bytes: [UInt8], count: Int, _ backend: Backend) throws(MaskError) {
    guard count / 127 <= bytes.count else {
      throw .runsMismatch(expectedBits: count, foundBits: bytes.reduce(0) { $0 + Int($1 & 127) })
    }
    var words = [UInt64](repeating: 0, count: BufferLayout.maskWordCount(count))
    var target = words.mutableSpan
    do throws(KernelError) {
      try backend.rleDecode(bytes.span.raw, into: &target, count: count)
    } catch {
      guard case .runsMismatch(let expected, let found) = error else { unreachable(error) }
      throw .runsMismatch(expectedBits: expected, foundBits: found)
    }
    try self.init(words: words, count: count)
  }
}

/// Runs a kernel on buffers of exactly the sizes it needs.
private func checked<Result>(_ kernel: () throws(KernelError) -> Result) -> Result {
  do throws(KernelError) { return try kernel() } catch { unreachable(error) }
}

private func unreachable(_ error: KernelError) -> Never {
  preconditionFailure("buffers made to measure were refused: \(error)")
}
