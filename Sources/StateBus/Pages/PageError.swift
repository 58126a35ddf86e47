public import Support

/// What can be wrong with a page or with what is done to it.
public enum PageError: KindedError, Equatable, Sendable {
  /// A page has 1 to 2^32 - 1 bytes.
  case invalidSize(Int)
  /// Location tags are 0, 1 and 2.
  case invalidLocation(Int32)
  /// No page of that id.
  case pageNotFound(PageID)
  /// There is a page of that id already.
  case alreadyExists(PageID)
  /// A byte range that is not inside the page.
  case outOfRange(offset: Int, count: Int, size: Int)
  /// A metadata blob that does not decode, and why.
  case metadataDecode(MetadataFault)
  /// Metadata whose blob would take that many bytes, 4 GiB or more.
  case metadataTooLarge(byteCount: Int)
  /// A page image whose bytes or mask do not fit its size.
  case imageMismatch(PageID, size: Int, found: Int)
  /// A page that handles are held on; it can't be taken out.
  case pinned(PageID)
  /// All pages together would take more than their reader allows.
  case stateTooLarge(byteCount: Int, limit: Int)
  /// Every id up to the largest has been given out or used.
  case idsExhausted
  /// The allocator has no memory for the page.
  case allocationFailed(AllocationError)

  /// The kind, for the way out.
  public var kind: ErrorKind {
    switch self {
    case .invalidSize, .invalidLocation, .pageNotFound, .alreadyExists, .outOfRange, .pinned,
      .metadataTooLarge, .stateTooLarge, .idsExhausted:
      .usage
    case .metadataDecode, .imageMismatch: .input
    case .allocationFailed(let error): error.kind
    }
  }

  /// One sentence with the facts.
  public var description: String {
    switch self {
    case .invalidSize(let size): "a page can't have \(size) bytes: 1 to 4,294,967,295 are allowed"
    case .invalidLocation(let tag): "location tag \(tag) is unknown: 0 (cpu), 1 (gpu), 2 (unified)"
    case .pageNotFound(let id): "there is no page \(id)"
    case .alreadyExists(let id): "page \(id) exists already"
    case .outOfRange(let offset, let count, let size):
      "\(count) bytes from byte \(offset) on are not all in a page of \(size) bytes"
    case .metadataDecode(let fault): "metadata does not decode: \(fault)"
    case .metadataTooLarge(let count):
      "\(count) bytes of metadata are too many for a page: less than 4 GiB are allowed"
    case .imageMismatch(let id, let size, let found):
      "the image of page \(id) has \(found) bytes where its size says \(size)"
    case .pinned(let id): "page \(id) is pinned: release its handles first"
    case .stateTooLarge(let byteCount, let limit):
      "all pages would take \(byteCount) bytes, \(limit) are allowed: --max-state raises it"
    case .idsExhausted: "no page id is left: the largest, 2^64 - 1, is in use; choose ids yourself"
    case .allocationFailed(let error): "no memory for the page: \(error)"
    }
  }
}
