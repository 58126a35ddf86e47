/// How a log ends.
public enum LogTail: Equatable, Sendable {
  /// Its writer closed it: nothing is missing at the end.
  case closed
  /// It ends after a whole commit; its writer is still at work, or was stopped.
  case open
  /// What follows the last whole commit is the rest of one that was being written.
  case torn(offset: UInt64, sequence: UInt64, fault: LogFault)
  /// A record is damaged: a later commit is there, or the record could never be right.
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
