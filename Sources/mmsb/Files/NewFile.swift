internal import Glibc
internal import StateBus
internal import Support

/// Makes a file: written under a temporary name in its folder, synced, and given its name only when
/// it is whole. Replaces nothing unless told to, and nothing but an ordinary file then.
enum NewFile {
  /// Refuses a path that is taken, before any work is done for it.
  static func check(_ path: String) throws(Failure) {
    guard unsafe access(path, F_OK) != 0 else {
      throw Failure(.usage, "\(path) is there already: remove it or choose another name")
    }
  }

  /// Writes a text.
  static func write(_ text: String, to path: String, isReplacing: Bool = false) throws {
    var rest: [UInt8]? = Array(text.utf8)
    try write(to: path, isReplacing: isReplacing) {
      defer { rest = nil }
      return rest
    }
  }

  /// Writes the bytes that `next` gives, piece by piece, until it gives none.
  static func write(
    to path: String, isReplacing: Bool = false, _ next: () throws -> [UInt8]?
  ) throws {
    if isReplacing { try checkOrdinary(path) } else { try check(path) }
    let draft = "\(path).partial-\(getpid())"
    do {
      let file = try File(creating: draft)
      var position = 0
      while let bytes = try next() {
        try file.write(bytes.span.raw, at: position)
        position += bytes.count
      }
      try file.syncData()
      try file.disk.rename(draft, to: path, replacing: isReplacing)
      try file.disk.syncFolder(holding: path)
    } catch {
      try? SystemDisk().remove(draft)
      throw error
    }
  }

  private static func checkOrdinary(_ path: String) throws(Failure) {
    var facts = stat()
    guard unsafe stat(path, &facts) == 0, facts.st_mode & S_IFMT != S_IFREG else { return }
    throw Failure(.usage, "\(path) is no ordinary file: choose another name")
  }
}
