internal import Glibc
internal import Support

/// A file made as a draft that gets its name when it is whole. Replaces only an ordinary file, and
/// only on request.
enum NewFile {
  /// Refuses a path that is taken, before any work is done for it.
  static func check(_ path: String) throws(Failure) {
    guard unsafe access(path, F_OK) != 0 else {
      throw Failure(.usage, "\(path) is there already: remove it or choose another name")
    }
  }

  /// Writes a text to a file.
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
    let draft = FileDraft(of: path)
    let file = try File(creating: draft.path)
    var position = 0
    while let bytes = try next() {
      try file.write(bytes.span.raw, at: position)
      position += bytes.count
    }
    try draft.publish(replacing: isReplacing)
  }

  private static func checkOrdinary(_ path: String) throws(Failure) {
    guard let kind = InputFile.otherKind(of: path) else { return }
    throw Failure(.usage, "\(path) is \(kind): choose another name")
  }
}
