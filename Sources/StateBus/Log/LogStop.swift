internal import Support

/// The reason for which a reader stopped.
enum LogStop: KindedError {
  /// The log ends here.
  case end
  /// A record is faulty.
  case fault(LogFault)
  /// The caller's limits allow less than the log holds; another attempt gives the same result.
  case limit(ReadLimitError)
  /// The system refused; another attempt may work.
  case file(FileError)

  var kind: ErrorKind {
    switch self {
    case .end: .internal
    case .fault(let fault): fault.kind
    case .limit(let error): error.kind
    case .file(let error): error.kind
    }
  }

  var description: String {
    switch self {
    case .end: "the log ends here"
    case .fault(let fault): "\(fault)"
    case .limit(let error): "\(error)"
    case .file(let error): "\(error)"
    }
  }
}
