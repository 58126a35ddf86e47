/// The end of a log.
public enum LogTail: Equatable, Sendable {
  /// The writer closed the log: nothing is missing at the end.
  case closed
  /// The log ends after a whole commit; the writer is still at work, or was stopped.
  case open
  /// The last whole commit is followed by a part of a commit whose writing was interrupted.
  case torn(offset: UInt64, sequence: UInt64, fault: LogFault)
  /// A record is damaged: a later commit exists, or a torn write can't explain the fault.
  case damaged(offset: UInt64, sequence: UInt64, fault: LogFault)

  /// Whether every byte of the file is accounted for.
  public var isWhole: Bool { self == .closed || self == .open }
}

extension LogTail: CustomStringConvertible {
  /// A phrase with the facts.
  public var description: String {
    switch self {
    case .closed: "closed"
    case .open: "open: it ends after a whole commit but was not closed"
    case .torn(let offset, let sequence, let fault):
      "torn at byte \(offset), in record \(sequence): \(fault)"
    case .damaged(let offset, let sequence, let fault):
      "damaged at byte \(offset), in record \(sequence): \(fault)"
    }
  }
}
