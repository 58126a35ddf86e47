public import Support

/// Why a delta is refused, by itself or by the page that it names.
public enum DeltaError: KindedError, Equatable, Sendable {
  /// The payload has another length than mask and form call for (dense: the mask's; sparse: its set
  /// bits).
  case sizeMismatch(maskLength: Int, payloadLength: Int)
  /// Two deltas, or delta and page, name different pages.
  case pageIDMismatch(expected: PageID, found: PageID)
  /// The masks end at different bytes, or the mask reaches beyond the page.
  case maskSizeMismatch(expected: Int, found: Int)
  /// A mask with bits set at or beyond its length.
  case strayMaskBits(length: Int)
  /// A range that begins before its page, or has a negative number of bytes.
  case negativeRange(offset: Int, count: Int)
  /// A range that ends at byte 4 GiB of its page or behind.
  case tooLong(Int)
  /// No page of that id.
  case pageNotFound(PageID)
  /// The delta is older than its page, or than the delta it should be laid over.
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
  /// Refuses a range that no page has.
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
  /// Why it is refused.
  public let error: DeltaError

  /// Names the row.
  public init(row: Int, error: DeltaError) {
    self.row = row
    self.error = error
  }

  /// That of what is wrong with the row.
  public var kind: ErrorKind { error.kind }

  /// One sentence with the facts.
  public var description: String { "delta \(row) of the batch: \(error)" }
}
