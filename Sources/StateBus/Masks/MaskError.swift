public import Support

/// The reason why words or bytes are refused as a mask.
public enum MaskError: KindedError, Hashable, Sendable {
  /// Another number of words or bytes than the mask's bits take.
  case lengthMismatch(expected: Int, found: Int)
  /// Bits are set beyond the mask's end.
  case strayBits(count: Int)
  /// A flag byte that is neither 0 nor 1.
  case badFlag(offset: Int, value: UInt8)
  /// Run lengths that describe another number of bits than the mask has.
  case runsMismatch(expectedBits: Int, foundBits: Int)
  /// A container whose first byte names no form.
  case unknownForm(UInt8)
  /// A container too short for its own head.
  case truncated(expected: Int, found: Int)
  /// A container that claims more bits than its bytes can describe.
  case impossibleCount(UInt64, byteCount: Int)
  /// A container of another form, or of another number of bits, than the reader requested.
  case otherForm(expected: MaskForm, found: MaskForm)
  case otherCount(expected: Int, found: Int)

  /// The kind, for the way out.
  public var kind: ErrorKind {
    switch self {
    case .lengthMismatch, .otherForm, .otherCount: .usage
    case .strayBits, .badFlag, .runsMismatch, .unknownForm, .truncated, .impossibleCount: .input
    }
  }

  /// One line that names the facts.
  public var description: String {
    switch self {
    case .lengthMismatch(let expected, let found):
      "the mask takes \(expected) words or bytes, but there are \(found)"
    case .strayBits(let count): "bits are set beyond the mask's \(count)"
    case .badFlag(let offset, let value): "flag \(offset) of the mask is \(value), not 0 or 1"
    case .runsMismatch(let expected, let found):
      "the runs describe \(found) bits, but the mask has \(expected)"
    case .unknownForm(let byte): "\(byte) names no form of a mask"
    case .truncated(let expected, let found):
      "a mask container has at least \(expected) bytes, but there are \(found)"
    case .impossibleCount(let count, let bytes):
      "the container claims \(count) bits, which \(bytes) bytes can't describe"
    case .otherForm(let expected, let found):
      "the container's form is \(found), but \(expected) was asked for"
    case .otherCount(let expected, let found):
      "the container's mask has \(found) bits, but \(expected) were asked for"
    }
  }
}
