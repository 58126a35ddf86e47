internal import Foundation

/// The working tree that these tests were built from, read as text.
enum Repository {
  /// The folder that holds Package.swift.
  static let root = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  /// The folders of tools and of a user's own runs, which the rules ignore.
  private static let ignored: Set = [".build", ".git", "results/local"]

  /// Every file of the tree, sorted; those that aren't text are left out.
  static let files: [TextFile] = paths(under: "").compactMap(TextFile.init(path:))

  /// The files under these folders with one of these extensions.
  static func files(under folders: [String], _ extensions: [String]) -> [TextFile] {
    files.filter { file in
      folders.contains { file.path.hasPrefix($0 + "/") }
        && extensions.contains { file.path.hasSuffix("." + $0) }
    }
  }

  /// The file at this path, or nil where it is missing.
  static func file(_ path: String) -> TextFile? { files.first { $0.path == path } }

  /// Whether there is a file or folder at this path.
  static func exists(_ path: String) -> Bool {
    FileManager.default.fileExists(atPath: root.appending(path: path).path)
  }

  private static func paths(under folder: String) -> [String] {
    let names = contents(of: folder) ?? []
    return names.sorted().flatMap { name -> [String] in
      let path = folder.isEmpty ? name : folder + "/" + name
      if ignored.contains(path) { return [] }
      return contents(of: path) == nil ? [path] : paths(under: path)
    }
  }

  /// The names inside a folder, or nil where the path isn't a folder.
  private static func contents(of folder: String) -> [String]? {
    try? FileManager.default.contentsOfDirectory(atPath: root.appending(path: folder).path)
  }
}
