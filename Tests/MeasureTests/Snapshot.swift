import Foundation
import TestSupport
import Testing

/// Text kept in the repository, which a test's output must equal.
///
/// `MMSB_UPDATE_SNAPSHOTS=1` writes the files anew; read the change before committing it.
enum Snapshot {
  /// The text of a file of the repository, or nil where the file can't be read.
  static func text(_ path: String) -> String? {
    try? String(contentsOfFile: Repository.path(path), encoding: .utf8)
  }

  /// Expects a file of the repository to hold exactly this text.
  static func expect(_ text: String, at path: String, _ place: SourceLocation = #_sourceLocation) {
    if ProcessInfo.processInfo.environment["MMSB_UPDATE_SNAPSHOTS"] != nil {
      try? text.write(toFile: Repository.path(path), atomically: true, encoding: .utf8)
    }
    #expect(self.text(path) == text, "\(path) differs", sourceLocation: place)
  }
}
