import Glibc
import TestSupport
import Testing

/// Text kept in the repository, which a test's output must equal.
///
/// `MMSB_UPDATE_SNAPSHOTS=1` writes the files anew; read the change before committing it.
enum Snapshot {
  /// The text of a file of the repository, nil when there is none.
  static func text(_ path: String) -> String? {
    guard let file = unsafe fopen(Repository.path(path), "r") else { return nil }
    defer { unsafe fclose(file) }
    var bytes: [UInt8] = []
    while case let byte = unsafe getc(file), byte >= 0 { bytes.append(UInt8(byte)) }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Expects a file of the repository to hold exactly this text.
  static func expect(_ text: String, at path: String, _ place: SourceLocation = #_sourceLocation) {
    if unsafe getenv("MMSB_UPDATE_SNAPSHOTS") != nil { write(text, to: path) }
    let kept = self.text(path)
    #expect(kept == text, "\(path) differs", sourceLocation: place)
  }

  private static func write(_ text: String, to path: String) {
    guard let file = unsafe fopen(Repository.path(path), "w") else { return }
    defer { unsafe fclose(file) }
    for byte in text.utf8 { unsafe putc(Int32(byte), file) }
  }
}
