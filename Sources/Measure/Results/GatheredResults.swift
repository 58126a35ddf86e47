internal import Support

extension ResultFolder {
  /// Reads a results folder, or, of a folder of such folders, all of them together in the order of
  /// their names.
  package static func gathered(_ path: String) throws(ResultError) -> StoredResults {
    let folders = try subfolders(of: path)
    guard !folders.isEmpty else { return try read(path) }
    var rows = ResultRows()
    var notes: [String] = []
    for folder in folders {
      let results = try read(folder)
      rows.append(results.rows)
      if let note = results.incompleteness { notes.append(note) }
    }
    return StoredResults(path: path, rows: rows, manifest: .null, notes: notes)
  }

  /// The results folders directly inside a folder that is none itself.
  private static func subfolders(of path: String) throws(ResultError) -> [String] {
    do throws(FileError) {
      let disk = SystemDisk()
      guard try disk.facts(of: path)?.kind == .folder,
        try disk.facts(of: "\(path)/\(Manifest.fileName)") == nil
      else { return [] }
      var folders: [String] = []
      for name in try disk.names(in: path) {
        let folder = "\(path)/\(name)"
        if try disk.facts(of: "\(folder)/\(Manifest.fileName)")?.kind == .regular {
          folders.append(folder)
        }
      }
      return folders
    } catch { throw .cannotRead(path: path, reason: error.reason) }
  }
}
