/// Equal buffers in one region: buffer i begins `i * stride` bytes in, and is `byteCount` long.
///
/// Masks of such buffers lie side by side, `maskWordCount` words each, without gaps.
public struct BufferLayout: Hashable, Sendable {
  /// Bytes of each buffer, and bits of each mask.
  public let byteCount: Int
  /// Bytes from the beginning of one buffer to the next.
  public let stride: Int
  /// The number of buffers.
  public let count: Int
  /// The number of times that a batch goes over all buffers, for work that is to stay in a cache.
  public var passes = 1

  /// Describes `count` buffers, without gaps unless a stride says so.
  public init(byteCount: Int, stride: Int? = nil, count: Int = 1) {
    self.byteCount = byteCount
    self.stride = stride ?? byteCount
    self.count = count
    precondition(byteCount >= 0 && count >= 0, "buffers can't be of negative size or number")
    precondition(self.stride >= byteCount, "buffers that overlap can't be worked on as a batch")
    let (_, overflow) = self.stride.multipliedReportingOverflow(by: count)
    precondition(!overflow, "the region must be addressable")
  }

  /// Bytes of the whole region, the gap behind the last buffer included.
  public var regionByteCount: Int { stride * count }
  /// Words of one buffer's mask.
  public var maskWordCount: Int { Self.maskWordCount(byteCount) }
  /// Words of all masks.
  public var allMaskWordCount: Int { maskWordCount * count }

  /// Answers the number of words that hold `count` bits.
  public static func maskWordCount(_ count: Int) -> Int { count / 64 + (count % 64 == 0 ? 0 : 1) }

  /// The buffers in the order in which a batch works on them, pass after pass.
  var indices: Indices { Indices(count: count, left: count * passes) }

  /// Counts through the buffers and begins again.
  struct Indices: Sequence, IteratorProtocol {
    let count: Int
    var left: Int
    var index = 0

    init(count: Int, left: Int) {
      self.count = count
      self.left = left
    }

    @inline(__always)
    mutating func next() -> Int? {
      guard left > 0 else { return nil }
      defer { index = index + 1 == count ? 0 : index + 1 }
      left -= 1
      return index
    }
  }
}
