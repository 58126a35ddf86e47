public import Support

/// The reason why the engine refused a call.
public enum StateBusError: KindedError, Equatable, Sendable {
  /// The commit does not fit the pages.
  case commit(CommitError)
  /// The log refused the call.
  case log(LogError)
  /// An earlier write or sync failed; pages can be read, but nothing more is committed.
  case poisoned(FileError)
  /// The call needs a log, and the engine has none.
  case noLog
  /// The engine has a log, which rules the call out.
  case hasLog
  /// The log to attach ends at another position than the pages.
  case positionsDiffer(pages: CommitPosition, log: CommitPosition)
  /// The engine was closed.
  case closed

  /// The kind, for the way out.
  public var kind: ErrorKind {
    switch self {
    case .commit(let error): error.kind
    case .log(let error): error.kind
    case .poisoned(let error): error.kind
    case .noLog, .hasLog, .positionsDiffer, .closed: .usage
    }
  }

  /// One sentence with the facts.
  public var description: String {
    switch self {
    case .commit(let error): "\(error)"
    case .log(let error): "\(error)"
    case .poisoned(let error):
      "nothing more is committed since \(error): open the log again to recover"
    case .noLog: "the engine has no log: its pages live in memory alone"
    case .hasLog: "the engine has a log, so its pages change in commits alone"
    case .positionsDiffer(let pages, let log):
      "the log ends at \(log) and the pages at \(pages): replay the log first"
    case .closed: "the engine is closed"
    }
  }
}
