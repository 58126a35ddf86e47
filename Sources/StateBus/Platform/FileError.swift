internal import Machine

/// A call on a file that the system refused.
public struct FileError: Error, Equatable, Sendable, CustomStringConvertible {
  /// What was tried.
  public enum Operation: String, Equatable, Sendable {
    case open, create, read, write, sync, truncate, rename, remove, inspect
  }

  /// What was tried.
  public let operation: Operation
  /// The file or folder it was tried on.
  public let path: String
  /// The system's error number (`errno`).
  public let code: Int32

  /// Describes a refusal.
  public init(_ operation: Operation, path: String, code: Int32) {
    self.operation = operation
    self.path = path
    self.code = code
  }

  /// One sentence with the facts.
  public var description: String { "can't \(operation.rawValue) \(path): \(systemErrorText(code))" }
}
