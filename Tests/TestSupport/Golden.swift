public import Foundation

/// The repository that the tests belong to.
public enum Repository {
  /// The folder of the repository.
  public static let root = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

  /// The path of a file of the repository.
  public static func path(_ name: String) -> String { root.appending(path: name).path() }
}

/// Committed files: files of other programs, old formats, and the traces.
public enum Golden {
  /// The path of a file under `Tests/Golden`.
  public static func path(_ name: String) -> String { Repository.path("Tests/Golden/\(name)") }

  /// The path of a trace of the scenarios.
  public static func trace(_ name: String) -> String {
    Repository.path("scenarios/traces/\(name).mmsblog")
  }

  /// The bytes of a file under `Tests/Golden`.
  public static func bytes(_ name: String) throws -> [UInt8] { try bytes(atPath: path(name)) }

  /// The bytes of a file.
  public static func bytes(atPath path: String) throws -> [UInt8] {
    [UInt8](try Data(contentsOf: URL(filePath: path)))
  }
}
