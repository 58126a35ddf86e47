/// The part of a commit that failed, and why; nothing of the commit has happened.
public enum CommitError: Error, Equatable, Sendable, CustomStringConvertible {
  /// A page could not be made.
  case creation(PageError)
  /// Metadata for a page that is not there.
  case metadata(PageError)
  /// A delta does not fit.
  case delta(BatchError)
  /// A page to remove is not there.
  case removal(PageError)
  /// The system has no memory for what the commit needs.
  case memory(PageError)

  /// One sentence with the facts.
  public var description: String {
    switch self {
    case .creation(let error): "creating a page: \(error)"
    case .metadata(let error): "setting metadata: \(error)"
    case .delta(let error): "\(error)"
    case .removal(let error): "removing a page: \(error)"
    case .memory(let error): "\(error)"
    }
  }
}
