internal import Foundation

/// The working tree that these tests were built from, read as text.
enum Repository {
  /// The folder that holds Package.swift.
  static let root = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  /// What tools leave behind, and what a user's own runs leave: not ours to judge.
  private static let ignored: Set = [".build", ".git", "results/local"]

  /// Every file of the tree, sorted; those that aren't text are left out.
  static let files: [TextFile] = paths(under: "").compactMap(TextFile.init(path:))

  /// The files under these folders whose names end so.
  static func files(under folders: [String], _ extensions: [String]) -> [TextFile] {
    files.filter { file in
      folders.contains { file.path.hasPrefix($0 + "/") }
        && extensions.contains { file.path.hasSuffix("." + $0) }
    }
  }

  /// The file at this path, nil where there is none.
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

  /// The names inside a folder, nil when it isn't one.
  private static func contents(of folder: String) -> [String]? {
    try? FileManager.default.contentsOfDirectory(atPath: root.appending(path: folder).path)
  }
}
