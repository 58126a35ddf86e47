internal import Glibc

/// A call on a file that the system refused.
public struct FileError: KindedError, Equatable, Sendable {
  /// The operations on a file or a folder.
  public enum Operation: String, Equatable, Sendable {
    case open, create, read, write, sync, truncate, rename, remove, inspect, lock, map
  }

  /// The operation that was refused.
  public let operation: Operation
  /// The file or folder of the operation.
  public let path: String
  /// The system's error number (`errno`).
  public let code: Int32
  /// The process that holds the lock, where a lock was refused and the system lists its holder.
  public let holder: Int32?

  /// Describes a refusal.
  public init(_ operation: Operation, path: String, code: Int32, holder: Int32? = nil) {
    self.operation = operation
    self.path = path
    self.code = code
    self.holder = holder
  }

  /// The kind: usage for a name that is taken, input for a name that leads to a missing or
  /// unsuitable file, environment for the rest.
  public var kind: ErrorKind {
    switch operation {
    case _ where code == EEXIST: .usage
    case .open, .inspect: Self.misnamed.contains(code) ? .input : .environment
    case .read: [EISDIR, ESPIPE].contains(code) ? .input : .environment
    case .create, .write, .sync, .truncate, .rename, .remove, .lock, .map: .environment
    }
  }

  private static let misnamed: Set = [ENOENT, ENOTDIR, EISDIR, ELOOP, ENAMETOOLONG, ESPIPE]

  /// Whether a lock was refused because it is held elsewhere.
  package var isHeldElsewhere: Bool { operation == .lock && code == EWOULDBLOCK }

  /// One sentence with the facts.
  public var description: String {
    if let holder { return "can't \(operation.rawValue) \(path): process \(holder) holds its lock" }
    return "can't \(operation.rawValue) \(path): \(reason)"
  }

  /// The reason in words, without the file's name.
  package var reason: String {
    code == ESPIPE ? "it is a pipe or a device, not an ordinary file" : systemErrorText(code)
  }
}
