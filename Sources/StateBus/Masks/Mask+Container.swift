/// A mask behind a head that names its form and bit count:
///
///     byte 0      form (0 none, 1 rle, 2 bitpack)
///     bytes 1–8   bit count, little-endian
///     bytes 9–    the mask in that form, to the end
extension Mask {
  /// Bytes of a container's head.
  public static let containerHeadByteCount = 9

  /// Encodes the mask in a form, behind a head that names form and bit count.
  public func container(as form: MaskForm, with backend: Backend) -> [UInt8] {
    let count = UInt64(count)
    let head = [form.rawValue] + (0..<8).map { UInt8(truncatingIfNeeded: count >> UInt64($0 * 8)) }
    return head + encoded(as: form, with: backend)
  }

  /// Reads a container; throws if it is malformed, or not of the requested form and bit count.
  ///
  /// The head's bit count is checked against the bytes present before it sizes an allocation.
  public init(
    container bytes: [UInt8], form expectedForm: MaskForm? = nil, count expectedCount: Int? = nil,
    with backend: Backend
  ) throws(MaskError) {
    guard bytes.count >= Self.containerHeadByteCount else {
      throw .truncated(expected: Self.containerHeadByteCount, found: bytes.count)
    }
    guard let form = MaskForm(rawValue: bytes[0]) else { throw .unknownForm(bytes[0]) }
    let claimed = (0..<8).reduce(UInt64(0)) { $0 | UInt64(bytes[1 + $1]) << UInt64($1 * 8) }
    let body = Array(bytes.dropFirst(Self.containerHeadByteCount))
    let most = UInt64(body.count) * form.mostBitsPerByte
    guard claimed <= most else { throw .impossibleCount(claimed, byteCount: body.count) }
    let count = Int(claimed)
    if let expectedForm, expectedForm != form {
      throw .otherForm(expected: expectedForm, found: form)
    }
    if let expectedCount, expectedCount != count {
      throw .otherCount(expected: expectedCount, found: count)
    }
    try self.init(decoding: body, as: form, count: count, with: backend)
  }
}

extension MaskForm {
  fileprivate var mostBitsPerByte: UInt64 {
    switch self {
    case .none: 1
    case .rle: 127
    case .bitpack: 8
    }
  }
}
