internal import Support

/// The engine: pages, and a log that every change goes through.
///
/// There is one write path: a commit is validated, appended to the log, and only then applied. What
/// the log or the store refuses leaves both as they were. Commits take turns; their order in the
/// log is the order in which they happen.
///
///     let log = try LogWriter(creating: "state.mmsblog", backend: backend)
///     let bus = StateBus(store: PageStore(), log: log, backend: backend)
///     try bus.commit(commit)
public final class StateBus: Sendable {
  /// The pages; to be changed through `commit` alone.
  public let store: PageStore
  /// What applies deltas.
  public let backend: Backend
  private let log: Guarded<LogWriter>

  /// An engine over pages and the log that describes them.
  public init(store: PageStore, log: consuming sending LogWriter, backend: Backend) {
    self.store = store
    self.backend = backend
    self.log = Guarded(log)
  }

  /// Where the log ends: the last commit that happened.
  public var position: LogPosition { log.withLock { $0.position } }

  /// Makes a commit's changes, all or none: in the log first, then in the pages.
  ///
  /// After a failed write the log takes no more, and the pages are as its last whole commit left
  /// them.
  public func commit(_ commit: Commit) throws(StateBusError) {
    var failure: LogError?
    do throws(CommitError) {
      _ = try store.apply(commit, using: backend) {
        failure = append(commit)
        return failure == nil
      }
    } catch { throw .commit(error) }
    if let failure { throw .log(failure) }
  }

  private func append(_ commit: Commit) -> LogError? {
    log.withLock { log in
      do throws(LogError) { try log.append(commit) } catch { return error }
      return nil
    }
  }
}

/// Why a commit did not happen.
public enum StateBusError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The commit does not fit the pages.
  case commit(CommitError)
  /// The log could not take it.
  case log(LogError)

  /// One sentence with the facts.
  public var description: String {
    switch self {
    case .commit(let error): "\(error)"
    case .log(let error): "\(error)"
    }
  }
}
