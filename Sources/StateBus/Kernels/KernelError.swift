public import Support

/// The reason why a kernel refused its buffers.
///
/// Nothing was written, except by `rleDecode`, which may have written masks before it refuses.
public enum KernelError: KindedError, Hashable, Sendable {
  /// A buffer of a call, by its role.
  public enum Operand: String, Hashable, Sendable {
    case page, payload, packed, mask, newerMask, newer, old, new, flags, runs, counts, bytes
  }

  /// A buffer has another length than the call needs: bytes, or elements of masks and counts.
  case lengthMismatch(Operand, expected: Int, found: Int)
  /// Run lengths that describe another number of bits than the mask has.
  case runsMismatch(expectedBits: Int, foundBits: Int)

  /// The kind, for the way out.
  public var kind: ErrorKind { .usage }

  /// One line that names both facts.
  public var description: String {
    switch self {
    case .lengthMismatch(let operand, let expected, let found):
      "the \(operand.rawValue) buffer has length \(found), but the call needs \(expected)"
    case .runsMismatch(let expected, let found):
      "the runs describe \(found) bits, but the mask has \(expected)"
    }
  }
}
