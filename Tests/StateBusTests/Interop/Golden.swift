import Foundation

/// Committed files that other programs wrote, and the traces made from them.
enum Golden {
  private static let root = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  /// Where a file under `Tests/Golden` is.
  static func path(_ name: String) -> String { root.appending(path: "Tests/Golden/\(name)").path() }

  /// Where a trace of the scenarios is.
  static func trace(_ name: String) -> String {
    root.appending(path: "scenarios/traces/\(name).mmsblog").path()
  }

  /// The bytes of a file under `Tests/Golden`.
  static func bytes(_ name: String) throws -> [UInt8] { try bytes(atPath: path(name)) }

  /// The bytes of a file.
  static func bytes(atPath path: String) throws -> [UInt8] {
    [UInt8](try Data(contentsOf: URL(filePath: path)))
  }
}
