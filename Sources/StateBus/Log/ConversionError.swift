package import Support

/// Why another system's file could not be turned into a native log.
package enum ConversionError: Error, Equatable, CustomStringConvertible {
  /// SQLite's log or database.
  case wal(SQLiteWALError)
  /// The original MMSB's log.
  case legacyLog(LegacyLogError)
  /// The log that was to be written, or read back.
  case log(LogError)
  /// The log that was written does not give the state that the source gives.
  case stateDiffers(source: Digest, log: Digest)
  /// What was read back could not be replayed.
  case notApplied(CommitError)

  package var description: String {
    switch self {
    case .wal(let error): error.description
    case .legacyLog(let error): error.description
    case .log(let error): error.description
    case .stateDiffers(let source, let log):
      "the log that was written gives state \(log), its source \(source): it was not kept"
    case .notApplied(let error): "the log that was written can't be replayed: \(error)"
    }
  }
}
