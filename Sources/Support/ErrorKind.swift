/// The kinds of errors, by their remedy: the kind says whom to tell and whether another attempt may
/// help.
public enum ErrorKind: String, CaseIterable, Sendable {
  /// The call itself is at fault: a word, a value or a combination that can't be meant, or a name
  /// that is taken. Another call helps.
  case usage
  /// The input is missing, foreign or malformed. Another input helps.
  case input
  /// The data were whole once and are damaged, or a verification failed. A copy helps.
  case damaged
  /// The machine or its system refuses: no memory, no space, no permission, a lock that another
  /// process holds. The same call may succeed elsewhere or later.
  case environment
  /// A request to stop ended the work.
  case interrupted
  /// A fault in this program. A report helps.
  case `internal`
}

/// An error with a kind and a description of one line.
///
/// Every error of this package conforms. An error that wraps another error has the kind of the
/// wrapped error.
///
///     do { try engine.commit(commit) } catch let error as any KindedError {
///       if error.kind == .environment { tryAgainLater() } else { tell(error.description) }
///     }
public protocol KindedError: Error, CustomStringConvertible {
  /// The kind, by the remedy.
  var kind: ErrorKind { get }
}
