package import Support

/// An error in reading, writing or converting the original MMSB's transaction log.
package enum LegacyLogError: CarriesFileError, CarriesLogError, Equatable {
  /// The file ends inside its 12-byte header.
  case truncatedHeader(byteCount: Int)
  /// The file does not begin with "MMSBLOG1".
  case notALog
  /// The version is neither 1 nor 2.
  case unknownVersion(UInt32)
  /// An epoch exceeds the format's 32 bits.
  case epochTooLarge(UInt64)
  /// A length exceeds the format's 32 bits.
  case fieldTooLong(byteCount: Int)
  /// An intent is empty, which the format can't distinguish from none.
  case emptyIntent(deltaID: UInt64)
  /// The payload's length does not fit the mask.
  case payloadMismatch(deltaID: UInt64, maskCount: Int, payloadByteCount: Int)
  /// The sizes given do not list a page that a record changes.
  case unknownPage(deltaID: UInt64, pageID: UInt64)
  /// A mask changes bytes that its page does not have.
  case maskBeyondPage(deltaID: UInt64, pageID: UInt64, maskByteCount: Int, pageByteCount: Int)
  /// A mask is longer than the caller's limit for pages.
  case pageTooLarge(pageID: UInt64, byteCount: Int, limitByteCount: Int)
  /// A record's fields exceed the caller's limit; `byteCount` counts them up to the one that does.
  case recordTooLarge(offset: Int, byteCount: Int, limitByteCount: Int)
  /// The pages together are larger than the caller's limit.
  case stateTooLarge(byteCount: Int, limitByteCount: Int)
  /// The store refused the change of a record.
  case notApplied(StateBusError)
  /// The native log can't be written, or read back.
  case log(LogError)
  /// The native log just written can't be replayed.
  case draftNotApplied(StateBusError)
  /// The state from the native log just written differs from the state from the records.
  case stateDiffers(source: Digest, log: Digest)
  /// The system refused to read.
  case file(FileError)

  package var kind: ErrorKind {
    switch self {
    case .log(let error): error.kind
    case .file(let error): error.kind
    case .notApplied(let error): error.kind == .environment ? .environment : .damaged
    case .truncatedHeader, .payloadMismatch: .damaged
    case .notALog, .unknownVersion, .unknownPage: .input
    case .draftNotApplied, .stateDiffers: .internal
    case .epochTooLarge, .fieldTooLong, .emptyIntent, .maskBeyondPage, .pageTooLarge,
      .recordTooLarge, .stateTooLarge:
      .usage
    }
  }

  package var description: String {
    switch self {
    case .truncatedHeader(let byteCount):
      "the MMSB log ends inside its 12-byte header, after \(byteCount) bytes: copy the whole file"
    case .notALog:
      "not an MMSB log: it does not begin with \"MMSBLOG1\""
    case .unknownVersion(let version):
      "the MMSB log has version \(version); versions 1 and 2 are known"
    case .epochTooLarge(let epoch):
      "epoch \(epoch) does not fit the old log's 32 bits: keep this log in the native format"
    case .fieldTooLong(let byteCount):
      "a field of \(byteCount) bytes does not fit the old log's 32-bit length: "
        + "keep this log in the native format"
    case .emptyIntent(let deltaID):
      "delta \(deltaID) has an empty intent, which the old log can't tell from none: "
        + "drop it or keep this log in the native format"
    case .payloadMismatch(let deltaID, let maskCount, let payloadByteCount):
      "delta \(deltaID) has \(payloadByteCount) payload bytes, which its mask of \(maskCount) "
        + "does not ask for"
    case .unknownPage(let deltaID, let pageID):
      "delta \(deltaID) changes page \(pageID), which the sizes do not list: "
        + "give a checkpoint of the same run"
    case .maskBeyondPage(let deltaID, let pageID, let maskByteCount, let pageByteCount):
      "delta \(deltaID) changes page \(pageID) up to byte \(maskByteCount), but the page has "
        + "\(pageByteCount) bytes: --cut-masks drops the bytes beyond, as the original does"
    case .pageTooLarge(let pageID, let byteCount, let limit):
      "page \(pageID) has a mask of \(byteCount) bytes, the limit for pages is \(limit): "
        + "--max-page raises it"
    case .recordTooLarge(let offset, let byteCount, let limit):
      "the record at byte \(offset) has \(byteCount) bytes or more, the limit is \(limit): "
        + "--max-record raises it"
    case .stateTooLarge(let byteCount, let limit):
      "the pages have \(byteCount) bytes together, the limit is \(limit): --max-state raises it"
    case .notApplied(let error):
      "the MMSB log can't be replayed: \(error)"
    case .log(let error):
      error.description
    case .draftNotApplied(let error):
      "the log that was written can't be replayed, and was not kept: \(error)"
    case .stateDiffers(let source, let log):
      "the log that was written gives state \(log), its source \(source): it was not kept"
    case .file(let error):
      error.description
    }
  }
}
