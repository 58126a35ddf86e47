public import Support

/// A fault in a record of a log.
public enum LogFault: KindedError, Equatable, Sendable {
  /// The record reaches beyond the end of the file.
  case cutOff(byteCount: Int, available: Int)
  /// A commit has records, but its commit record is missing.
  case unfinishedCommit(recordCount: Int)
  /// The frame does not belong to this log: its own CRC or a fixed field does not match.
  case frame
  /// The length exceeds the limit in the log's header.
  case length(Int)
  /// The CRC does not match the bytes and the record before them.
  case checksum(stored: UInt32, computed: UInt32)
  /// Bytes other than zero follow the end mark.
  case bytesAfterEnd
  /// The sequence is not that of the next record.
  case sequence(expected: UInt64, found: UInt64)
  /// Version 3 does not define the kind or the flags.
  case kind(UInt8, flags: UInt8)
  /// The kind is not allowed at this place.
  case order(UInt8)
  /// The body does not decode: a number or a length does not fit.
  case body
  /// The length of a block's payload differs from the length that its rows need.
  case payload(expected: Int, found: Int)
  /// The record or its commit exceeds the limits in the log's header.
  case overLimit
  /// A source is not defined, or is defined twice.
  case source(UInt64)
  /// The totals in a commit or close record differ from those of the records before it.
  case totals
  /// A page's properties are invalid.
  case page(PageError)
  /// A delta is invalid.
  case delta(DeltaError)

  /// The kind: every fault is damage.
  public var kind: ErrorKind { .damaged }

  /// The fault as the end of a sentence about a record.
  public var description: String {
    switch self {
    case .cutOff(let expected, let available):
      "it has \(available) of its \(expected) bytes"
    case .unfinishedCommit(let count): "its commit ends after \(count) records without being closed"
    case .frame: "its frame does not match the frame's checksum"
    case .length(let length): "its length of \(length) bytes exceeds the log's limit"
    case .checksum(let stored, let computed):
      "its checksum is \(stored.hexadecimal) where its bytes give \(computed.hexadecimal)"
    case .bytesAfterEnd: "bytes other than zero follow the end mark"
    case .sequence(let expected, let found): "its sequence is \(found) where \(expected) is next"
    case .kind(let kind, let flags): "kind \(kind) with flags \(flags) is unknown"
    case .order(let kind): "a record of kind \(kind) may not stand here"
    case .body: "its body does not decode"
    case .payload(let expected, let found):
      "its rows call for \(expected) bytes of payload, but it has \(found)"
    case .overLimit: "it exceeds the limits in the log's header"
    case .source(let index): "source \(index) is not defined, or twice"
    case .totals: "its totals are not those of the records before it"
    case .page(let error): "\(error)"
    case .delta(let error): "\(error)"
    }
  }

  /// Whether the record's CRC, or its frame's, is right, so that a torn write is not the cause.
  var isWellSummed: Bool {
    switch self {
    case .cutOff, .unfinishedCommit, .frame, .sequence, .checksum, .bytesAfterEnd: false
    default: true
    }
  }
}
