internal import Glibc

/// A call on a file that the system refused.
public struct FileError: KindedError, Equatable, Sendable {
  /// What was tried.
  public enum Operation: String, Equatable, Sendable {
    case open, create, read, write, sync, truncate, rename, remove, inspect, lock, map
  }

  /// What was tried.
  public let operation: Operation
  /// The file or folder it was tried on.
  public let path: String
  /// The system's error number (`errno`).
  public let code: Int32
  /// The process that holds the lock, where one was refused and the system tells.
  public let holder: Int32?

  /// Describes a refusal.
  public init(_ operation: Operation, path: String, code: Int32, holder: Int32? = nil) {
    self.operation = operation
    self.path = path
    self.code = code
    self.holder = holder
  }

  /// The kind: a file that isn't there, or is a folder or a pipe, is the caller's to name right;
  /// the rest is the system's.
  public var kind: ErrorKind {
    switch operation {
    case _ where code == EEXIST: .usage
    case .open, .inspect: Self.misnamed.contains(code) ? .input : .environment
    case .read: [EISDIR, ESPIPE].contains(code) ? .input : .environment
    case .create, .write, .sync, .truncate, .rename, .remove, .lock, .map: .environment
    }
  }

  private static let misnamed: Set = [ENOENT, ENOTDIR, EISDIR, ELOOP, ENAMETOOLONG]

  /// Whether a lock was refused because it is held elsewhere.
  package var isHeldElsewhere: Bool { operation == .lock && code == EWOULDBLOCK }

  /// One sentence with the facts.
  public var description: String {
    if let holder { return "can't \(operation.rawValue) \(path): process \(holder) holds its lock" }
    return "can't \(operation.rawValue) \(path): \(systemErrorText(code))"
  }
}
