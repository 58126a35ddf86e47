package import Support

/// An error in reading or writing the original MMSB's checkpoint.
package enum LegacyCheckpointError: CarriesFileError, Equatable {
  /// The file ends inside its 24-byte header.
  case truncatedHeader(byteCount: Int)
  /// The file ends inside a page, counted from 0.
  case truncated(pageIndex: Int, pageCount: Int)
  /// The file does not begin with "MMSBSNAP".
  case notACheckpoint
  /// The version is neither 1 nor 2.
  case unknownVersion(UInt32)
  /// The header promises more pages than the file's bytes can hold.
  case absurdPageCount(Int)
  /// A page has no bytes, or the length of its data differs from its size.
  case sizeMismatch(pageID: UInt64, byteCount: UInt64, dataByteCount: Int)
  /// A page's location or metadata is invalid.
  case badPage(id: UInt64, PageError)
  /// Two pages carry one id.
  case duplicatePage(id: UInt64)
  /// A page, or its metadata, is larger than the caller's limit.
  case fieldTooLarge(pageID: UInt64, byteCount: Int, limitByteCount: Int)
  /// The pages together are larger than the caller's limit.
  case stateTooLarge(byteCount: Int, limitByteCount: Int)
  /// Bytes follow the last page.
  case trailingBytes(byteCount: Int)
  /// An epoch exceeds the format's 32 bits.
  case epochTooLarge(UInt64)
  /// A length exceeds the format's 32 bits.
  case fieldTooLong(byteCount: Int)
  /// The system refused to read.
  case file(FileError)

  package var kind: ErrorKind {
    switch self {
    case .file(let error): error.kind
    case .notACheckpoint, .unknownVersion: .input
    case .epochTooLarge, .fieldTooLong, .fieldTooLarge, .stateTooLarge: .usage
    case .truncatedHeader, .truncated, .absurdPageCount, .sizeMismatch, .badPage, .duplicatePage,
      .trailingBytes:
      .damaged
    }
  }

  package var description: String {
    switch self {
    case .truncatedHeader(let byteCount):
      "the MMSB checkpoint ends inside its 24-byte header, after \(byteCount) bytes: "
        + "copy the whole file"
    case .truncated(let pageIndex, let pageCount):
      "the MMSB checkpoint ends inside page \(pageIndex + 1) of \(pageCount): copy the whole file"
    case .notACheckpoint:
      "not an MMSB checkpoint: it does not begin with \"MMSBSNAP\""
    case .unknownVersion(let version):
      "the MMSB checkpoint has version \(version); versions 1 and 2 are known"
    case .absurdPageCount(let count):
      "the MMSB checkpoint promises \(count) pages, more than its bytes can hold: it is damaged"
    case .sizeMismatch(let pageID, let byteCount, let dataByteCount):
      "page \(pageID) of the MMSB checkpoint says \(byteCount) bytes and has \(dataByteCount): "
        + "it is damaged"
    case .badPage(let id, let error):
      "page \(id) of the MMSB checkpoint is damaged: \(error)"
    case .duplicatePage(let id):
      "the MMSB checkpoint holds page \(id) twice: it is damaged"
    case .fieldTooLarge(let pageID, let byteCount, let limit):
      "page \(pageID) of the MMSB checkpoint has a field of \(byteCount) bytes, the limit is "
        + "\(limit): --max-page and --max-record raise it"
    case .stateTooLarge(let byteCount, let limit):
      "the MMSB checkpoint's pages have \(byteCount) bytes or more, the limit is \(limit): "
        + "--max-state raises it"
    case .trailingBytes(let byteCount):
      "\(byteCount) bytes follow the last page of the MMSB checkpoint: it is damaged"
    case .epochTooLarge(let epoch):
      "epoch \(epoch) does not fit the old checkpoint's 32 bits: use the native format"
    case .fieldTooLong(let byteCount):
      "\(byteCount) bytes do not fit the old checkpoint's 32-bit length: use the native format"
    case .file(let error):
      error.description
    }
  }
}
