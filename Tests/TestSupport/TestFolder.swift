public import Foundation

/// A folder for one test, removed with its owner.
public final class TestFolder {
  private let folder: URL

  /// Makes the folder.
  public init() throws {
    folder = FileManager.default.temporaryDirectory.appending(path: "mmsb-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: folder) }

  /// The folder's path.
  public var root: String { folder.path() }

  /// The path of a file in the folder.
  public func path(_ name: String) -> String { folder.appending(path: name).path() }

  /// Writes a file in the folder; answers the file's path.
  @discardableResult
  public func write(_ bytes: [UInt8], _ name: String) throws -> String {
    try Data(bytes).write(to: folder.appending(path: name))
    return path(name)
  }

  /// The bytes of a file in the folder.
  public func bytes(_ name: String) throws -> [UInt8] {
    [UInt8](try Data(contentsOf: folder.appending(path: name)))
  }

  /// The names of the files in the folder, sorted.
  public var names: [String] {
    get throws { try FileManager.default.contentsOfDirectory(atPath: folder.path()).sorted() }
  }

  /// Runs `body` with a new folder, removed afterwards.
  public static func with<Result>(_ body: (URL) throws -> Result) throws -> Result {
    let owner = try TestFolder()
    return try withExtendedLifetime(owner) { try body(owner.folder) }
  }
}
