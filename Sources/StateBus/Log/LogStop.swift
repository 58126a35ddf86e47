internal import Support

/// Why a reader went no further.
enum LogStop: KindedError {
  /// Nothing more is there.
  case end
  /// A record is not right.
  case fault(LogFault)
  /// The caller allows less than the log holds; reading again gives the same.
  case limit(ReadLimitError)
  /// The system refused; reading again may work.
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
