public import Foundation

/// A folder of its own for one test, removed afterwards.
public final class TestFolder {
  private let folder: URL

  /// Makes it.
  public init() throws {
    folder = FileManager.default.temporaryDirectory.appending(path: "mmsb-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: folder) }

  /// Its own path.
  public var root: String { folder.path() }

  /// The path of a file in it.
  public func path(_ name: String) -> String { folder.appending(path: name).path() }

  /// Writes a file in it; answers its path.
  @discardableResult
  public func write(_ bytes: [UInt8], _ name: String) throws -> String {
    try Data(bytes).write(to: folder.appending(path: name))
    return path(name)
  }

  /// The bytes of a file in it.
  public func bytes(_ name: String) throws -> [UInt8] {
    [UInt8](try Data(contentsOf: folder.appending(path: name)))
  }

  /// The names of the files in it.
  public var names: [String] {
    get throws { try FileManager.default.contentsOfDirectory(atPath: folder.path()).sorted() }
  }

  /// Runs `body` with a folder of its own, removed afterwards.
  public static func with<Result>(_ body: (URL) throws -> Result) throws -> Result {
    let owner = try TestFolder()
    return try withExtendedLifetime(owner) { try body(owner.folder) }
  }
}
