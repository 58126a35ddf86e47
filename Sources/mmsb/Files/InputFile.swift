internal import Glibc
internal import Support

/// Checks on a file that a user named, before it is opened.
enum InputFile {
  /// Refuses everything but an ordinary file; a path without a file passes and fails at opening.
  static func requireOrdinary(_ path: String) throws(Failure) {
    guard let kind = otherKind(of: path) else { return }
    throw Failure(.input, "\(path) is \(kind), not an ordinary file")
  }

  /// The kind of a file in words; nil for an ordinary file, and for a path without a file.
  static func otherKind(of path: String) -> String? {
    var facts = stat()
    guard unsafe stat(path, &facts) == 0 else { return nil }
    return switch facts.st_mode & S_IFMT {
    case S_IFREG: nil
    case S_IFDIR: "a folder"
    case S_IFIFO: "a pipe"
    case S_IFSOCK: "a socket"
    default: "a device"
    }
  }
}
