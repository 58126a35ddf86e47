/// A shape of a mask in bytes. The raw value is the first byte of a container.
///
/// - `none`: one byte 0 or 1 for each bit.
/// - `bitpack`: eight bits a byte, least significant first; spare bits of the last byte are zero.
/// - `rle`: one byte a run: bit 7 set for clear bits, bits 0 to 6 its length, 1 to 127. Longer runs
///   are split; a length of zero is read as nothing.
public enum MaskForm: UInt8, CaseIterable, Hashable, Sendable {
  case none = 0
  case rle = 1
  case bitpack = 2
}

/// The sizes of a mask before and after compression.
public struct CompressionStats: Hashable, Sendable {
  /// Bytes of the mask as flags: one for each bit.
  public let originalByteCount: Int
  /// Bytes of the chosen form.
  public let compressedByteCount: Int

  /// States the two sizes.
  public init(originalByteCount: Int, compressedByteCount: Int) {
    self.originalByteCount = originalByteCount
    self.compressedByteCount = compressedByteCount
  }

  /// Original over compressed bytes; zero compressed bytes count as one.
  public var ratio: Double { Double(originalByteCount) / Double(max(compressedByteCount, 1)) }
}
