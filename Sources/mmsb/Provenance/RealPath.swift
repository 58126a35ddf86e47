internal import Glibc

/// Paths without links and detours.
enum RealPath {
  /// The one path of a file that exists.
  static func of(_ path: String) -> String? {
    guard let resolved = unsafe realpath(path, nil) else { return nil }
    defer { unsafe free(resolved) }
    return unsafe String(cString: resolved)
  }
}
