public import Support

/// The part of a commit that failed, and why; nothing of the commit has happened.
public enum CommitError: KindedError, Equatable, Sendable {
  /// A page could not be made.
  case creation(PageError)
  /// Metadata names a page that does not exist.
  case metadata(PageError)
  /// A delta does not fit.
  case delta(BatchError)
  /// A page to remove does not exist.
  case removal(PageError)
  /// The number of changes of edges, functions or frames of files, which a page store refuses.
  case unsupported(changeCount: Int)
  /// The system has no memory for what the commit needs.
  case memory(PageError)

  /// The kind, for the way out.
  public var kind: ErrorKind {
    switch self {
    case .creation(let error), .metadata(let error), .removal(let error), .memory(let error):
      error.kind
    case .delta(let error): error.kind
    case .unsupported: .input
    }
  }

  /// One sentence with the facts.
  public var description: String {
    switch self {
    case .creation(let error): "creating a page: \(error)"
    case .metadata(let error): "setting metadata: \(error)"
    case .delta(let error): "\(error)"
    case .removal(let error): "removing a page: \(error)"
    case .unsupported(let count):
      "it has \(count) changes of edges, functions of pages or frames of files, which this engine "
        + "does not make"
    case .memory(let error): "\(error)"
    }
  }
}
