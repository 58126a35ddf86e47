public import Support

/// The reason why a backend is not available.
public enum BackendError: KindedError, Hashable, Sendable {
  /// The name is not that of a backend that was built.
  case unknown(name: String, known: [String])
  /// The backend needs instruction sets that this machine doesn't offer.
  case unsupported(name: String, missing: [String])
  /// None of the backends can run here.
  case noneUsable

  /// The kind, for the way out.
  public var kind: ErrorKind {
    switch self {
    case .unknown, .unsupported: .usage
    case .noneUsable: .environment
    }
  }

  /// One line that names the fact and the way out.
  public var description: String {
    switch self {
    case .unknown(let name, let known):
      "no backend \"\(name)\"; there are \(known.joined(separator: ", "))"
    case .unsupported(let name, let missing):
      "backend \"\(name)\" can't run here: this machine lacks \(missing.joined(separator: ", "))"
    case .noneUsable:
      "no kernel backend can run on this machine"
    }
  }
}
