public import Support

/// The reason why a delta is refused, by itself or by the page that it names.
public enum DeltaError: KindedError, Equatable, Sendable {
  /// The payload has another length than mask and form need (dense: the mask's; sparse: the number
  /// of set bits).
  case sizeMismatch(maskLength: Int, payloadLength: Int)
  /// Two deltas name different pages.
  case pageIDMismatch(expected: PageID, found: PageID)
  /// Two deltas' ranges differ, a range ends beyond its page, or a mask has too few or many words.
  case maskSizeMismatch(expected: Int, found: Int)
  /// A mask with bits set at or beyond its length.
  case strayMaskBits(length: Int)
  /// A range that begins before its page, or has a negative number of bytes.
  case negativeRange(offset: Int, count: Int)
  /// A range that ends at byte 4 GiB of its page or later.
  case tooLong(Int)
  /// A page of that id does not exist.
  case pageNotFound(PageID)
  /// The delta is older than its page, or than the delta below in a merge.
  case epochRegression(page: PageID, previous: Epoch, current: Epoch)

  /// The kind, for the way out.
  public var kind: ErrorKind {
    switch self {
    case .sizeMismatch, .pageIDMismatch, .maskSizeMismatch, .strayMaskBits, .negativeRange,
      .tooLong, .pageNotFound, .epochRegression:
      .usage
    }
  }

  /// One sentence with the facts.
  public var description: String {
    switch self {
    case .sizeMismatch(let mask, let payload):
      "the payload has \(payload) bytes where the mask calls for \(mask)"
    case .pageIDMismatch(let expected, let found): "the delta is for page \(found), not \(expected)"
    case .maskSizeMismatch(let expected, let found):
      "the mask ends at byte \(found) where \(expected) is the end"
    case .strayMaskBits(let length): "the mask has bits set beyond its length of \(length)"
    case .negativeRange(let offset, let count):
      "a delta can't begin at byte \(offset) and have \(count) bytes: neither may be negative"
    case .tooLong(let count): "\(count) bytes are too many: less than 4 GiB are allowed"
    case .pageNotFound(let id): "there is no page \(id)"
    case .epochRegression(let page, let previous, let current):
      "epoch \(current) on page \(page) is older than \(previous)"
    }
  }
}

extension DeltaError {
  /// Refuses a range that lies outside every possible page.
  static func check(offset: Int, count: Int) throws(DeltaError) {
    guard offset >= 0, count >= 0 else { throw .negativeRange(offset: offset, count: count) }
    let (end, overflow) = offset.addingReportingOverflow(count)
    guard !overflow, end <= Int(UInt32.max) else { throw .tooLong(overflow ? .max : end) }
  }
}

/// The row of a batch that failed, and why; no row of the batch has been applied.
public struct BatchError: KindedError, Equatable, Sendable {
  /// The row's index in its batch.
  public let row: Int
  /// The reason why the row is refused.
  public let error: DeltaError

  /// Names the row.
  public init(row: Int, error: DeltaError) {
    self.row = row
    self.error = error
  }

  /// The kind of the row's error.
  public var kind: ErrorKind { error.kind }

  /// One sentence with the facts.
  public var description: String { "delta \(row) of the batch: \(error)" }
}
