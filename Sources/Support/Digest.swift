internal import CXXHash

/// A 128-bit fingerprint of a state (XXH3-128, libxxhash); equal states have equal digests.
public struct Digest: Hashable, Sendable, CustomStringConvertible {
  /// The upper half of the hash.
  public let high: UInt64
  /// The lower half of the hash.
  public let low: UInt64

  /// A digest computed elsewhere.
  package init(high: UInt64, low: UInt64) {
    self.high = high
    self.low = low
  }

  /// The digest of bytes in memory.
  package init(of bytes: [UInt8]) {
    let hash = unsafe bytes.withUnsafeBytes { unsafe XXH3_128bits($0.baseAddress, $0.count) }
    self.init(high: hash.high64, low: hash.low64)
  }

  /// 32 hexadecimal digits, high half first.
  public var description: String { high.hexadecimal + low.hexadecimal }
}
