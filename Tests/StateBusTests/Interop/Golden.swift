import Foundation

/// Committed files that other programs wrote.
enum Golden {
  /// The bytes of a file under `Tests/Golden`.
  static func bytes(_ name: String) throws -> [UInt8] {
    [UInt8](try Data(contentsOf: URL(filePath: path(name))))
  }

  /// Where a file under `Tests/Golden` is.
  static func path(_ name: String) -> String {
    URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: "Golden/" + name).path()
  }
}
