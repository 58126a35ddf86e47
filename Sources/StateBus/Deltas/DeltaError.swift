public import Support

/// What is wrong with a delta, by itself or for the page it names.
public enum DeltaError: KindedError, Equatable, Sendable {
  /// The payload's length is not what mask and form call for (dense: the
  /// mask's; sparse: its set bits).
  case sizeMismatch(maskLength: Int, payloadLength: Int)
  /// Two deltas, or delta and page, name different pages.
  case pageIDMismatch(expected: PageID, found: PageID)
  /// The masks end at different bytes, or the mask reaches beyond the page.
  case maskSizeMismatch(expected: Int, found: Int)
  /// A mask with bits set at or beyond its length.
  case strayMaskBits(length: Int)
  /// A page, mask or payload of 4 GiB or more.
  case tooLong(Int)
  /// No page of that id.
  case pageNotFound(PageID)
  /// The delta is older than its page, or than the delta it should be laid over.
  case epochRegression(page: PageID, previous: Epoch, current: Epoch)

  /// The kind, for the way out.
  public var kind: ErrorKind {
    switch self {
    case .sizeMismatch, .pageIDMismatch, .maskSizeMismatch, .strayMaskBits, .tooLong,
      .pageNotFound, .epochRegression:
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
    case .tooLong(let count): "\(count) bytes are too many: less than 4 GiB are allowed"
    case .pageNotFound(let id): "there is no page \(id)"
    case .epochRegression(let page, let previous, let current):
      "epoch \(current) on page \(page) is older than \(previous)"
    }
  }
}

/// The row of a batch that failed, and why; no row of the batch has been applied.
public struct BatchError: KindedError, Equatable, Sendable {
  /// The row's index in its batch.
  public let row: Int
  /// What is wrong with it.
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
