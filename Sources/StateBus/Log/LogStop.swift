internal import Support

/// Why a reader went no further.
enum LogStop: Error {
  /// Nothing more is there.
  case end
  /// A record is not right.
  case fault(LogFault)
  /// The system refused; reading again may work.
  case file(FileError)
}
