public import Support

/// What is wrong with a record of a log.
public enum LogFault: KindedError, Equatable, Sendable {
  /// The record reaches beyond the end of the file.
  case cutOff(byteCount: Int, available: Int)
  /// A commit has records but its commit record is missing.
  case unfinishedCommit(recordCount: Int)
  /// The frame is not one of this log's: its own CRC does not match.
  case frame
  /// A length beyond the limit in the log's header.
  case length(Int)
  /// The CRC does not match what precedes it.
  case checksum(stored: UInt32, computed: UInt32)
  /// Something other than zeros follows the end mark.
  case bytesAfterEnd
  /// The record is not the next one.
  case sequence(expected: UInt64, found: UInt64)
  /// A kind, or flags, that version 3 does not have.
  case kind(UInt8, flags: UInt8)
  /// A kind that may not stand here.
  case order(UInt8)
  /// The body does not decode: a number or a length that does not fit.
  case body
  /// The payload of a block has another length than its rows call for.
  case payload(expected: Int, found: Int)
  /// More than the header's limits allow.
  case overLimit
  /// A source that is not defined, or defined twice.
  case source(UInt64)
  /// Totals in a commit or close record that are not those of the records before it.
  case totals
  /// A page that no page can be.
  case page(PageError)
  /// A delta that no delta can be.
  case delta(DeltaError)

  /// The kind: a record that is wrong was right once.
  public var kind: ErrorKind { .damaged }

  /// What is wrong, as the end of a sentence about a record.
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

  /// Whether the record's CRC, or its frame's, was right: then nothing was torn, it was written so.
  var isWellSummed: Bool {
    switch self {
    case .cutOff, .unfinishedCommit, .frame, .sequence, .checksum, .bytesAfterEnd: false
    default: true
    }
  }
}
