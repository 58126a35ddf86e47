public import Support

/// An error in opening, reading or writing a log.
public enum LogError: KindedError, Equatable, Sendable {
  /// The system refused.
  case file(FileError)
  /// The file begins with other bytes than a log.
  case notALog(path: String, found: [UInt8])
  /// The file is a log of the original MMSB.
  case legacyLog(path: String)
  /// The log has a version, or features, that this program does not know.
  case unsupportedVersion(path: String, version: UInt32, flags: UInt32)
  /// The file ends inside its header.
  case truncated(path: String, byteCount: Int)
  /// The header does not match its checksum.
  case headerDamaged(path: String)
  /// The log needs more memory than the caller's limits allow.
  case limit(ReadLimitError)
  /// A segment start has an impossible number though its checksums are right.
  case impossibleStart(path: String, StartNumber, UInt64)
  /// Another writer holds the log's lock; `holder` is its process where the system reports it.
  case locked(path: String, holder: Int32?)
  /// The writer has closed the log, or has continued in the next segment.
  case closed(path: String)
  /// The segment does not continue the given predecessor, or needs one and none was given.
  case notTheNextSegment(path: String, index: UInt64)
  /// A record is damaged; everything before `validOffset` is whole.
  case recordDamaged(offset: UInt64, sequence: UInt64, validOffset: UInt64, fault: LogFault)
  /// A record or commit exceeds the log's limits; the commit is not in the log.
  case tooLarge(byteCount: UInt64, limit: UInt64)
  /// A page, or a delta's end, exceeds the log's limit for pages; the commit is not in the log.
  case pageTooLarge(PageID, byteCount: Int, limit: UInt32)
  /// A delta names a source that is not in the table; the commit is not in the log.
  case unknownSource(row: Int, Source)
  /// An earlier write failed; the writer takes no more commits.
  case poisoned(FileError)

  /// The kind, for the way out.
  public var kind: ErrorKind {
    switch self {
    case .file(let error), .poisoned(let error): error.kind
    case .notALog, .legacyLog, .unsupportedVersion, .notTheNextSegment: .input
    case .tooLarge, .pageTooLarge, .unknownSource, .closed: .usage
    case .limit: .input
    case .locked: .environment
    case .truncated, .headerDamaged, .impossibleStart, .recordDamaged: .damaged
    }
  }

  /// A number of a segment start.
  public enum StartNumber: String, Equatable, Sendable {
    case segmentIndex = "segment index"
    case lastSequence = "last sequence before it"
    case lastCRC = "last checksum before it"
    case basePosition = "length before it"
    case pageCount = "page count before it"
    case sequence, reserved
  }

  /// One sentence with the facts and the way out.
  public var description: String {
    switch self {
    case .file(let error): "\(error)"
    case .notALog(let path, _): "\(path) is not a log: it does not begin with MMSBLOG3"
    case .legacyLog(let path):
      "\(path) is a legacy MMSB log (MMSBLOG1): `mmsb log convert` makes it a log of this kind"
    case .unsupportedVersion(let path, let version, let flags):
      "\(path) is a log of version \(version), flags \(flags): known is only version 3, flags 0"
    case .truncated(let path, let count):
      "\(path) is cut off inside its header: it has \(count) bytes"
    case .headerDamaged(let path): "the header of \(path) is damaged: its checksum does not match"
    case .limit(let error): "\(error)"
    case .impossibleStart(let path, let number, let value):
      "the segment start of \(path) can't be right: its \(number.rawValue) is \(value)"
    case .locked(let path, let holder?):
      "\(path) is locked: process \(holder) writes to it; a log has one writer at a time"
    case .locked(let path, nil):
      "\(path) is locked: another process writes to it; a log has one writer at a time"
    case .closed(let path):
      "\(path) takes no more: its writer has closed it, or gone on in the next segment"
    case .notTheNextSegment(let path, let index):
      "\(path) is segment \(index) of its log and does not continue what was read before it"
    case .recordDamaged(let offset, let sequence, let valid, let fault):
      "record \(sequence) at byte \(offset): \(fault); the first \(valid) bytes are whole"
    case .tooLarge(let count, let limit): "\(count) bytes are too many: this log allows \(limit)"
    case .pageTooLarge(let page, let count, let limit):
      "page \(page) reaches to byte \(count): this log allows \(limit)"
    case .unknownSource(let row, let source):
      "delta \(row) names source \(source.index), which its table does not have"
    case .poisoned(let error): "the log takes no more since a write failed: \(error)"
    }
  }
}
