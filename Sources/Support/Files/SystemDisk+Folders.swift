internal import Glibc

/// Folders, and facts about names.
extension SystemDisk {
  /// The facts about a name; nil where the name doesn't exist.
  package func facts(of path: String) throws(FileError) -> FileFacts? {
    var status = stat()
    guard unsafe stat(path, &status) == 0 else {
      if errno == ENOENT || errno == ENOTDIR { return nil }
      throw FileError(.inspect, path: path, code: errno)
    }
    let kind: FileFacts.Kind =
      switch status.st_mode & S_IFMT {
      case S_IFREG: .regular
      case S_IFDIR: .folder
      default: .other
      }
    return FileFacts(kind: kind, byteCount: Int(status.st_size))
  }

  /// The names in a folder except `.` and `..`, sorted.
  package func names(in folder: String) throws(FileError) -> [String] {
    guard let handle = unsafe opendir(folder) else {
      throw FileError(.open, path: folder, code: errno)
    }
    defer { unsafe closedir(handle) }
    var names: [String] = []
    while true {
      errno = 0
      guard let entry = unsafe readdir(handle) else { break }
      // Safe: the entry is valid until the next readdir, and its name is terminated.
      let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) { tuple in
        unsafe String(cString: UnsafeRawPointer(tuple).assumingMemoryBound(to: CChar.self))
      }
      if name != ".", name != ".." { names.append(name) }
    }
    guard errno == 0 else { throw FileError(.read, path: folder, code: errno) }
    return names.sorted()
  }

  /// Makes a folder and its missing parents; a folder that exists stays as it is.
  package func makeFolder(_ path: String) throws(FileError) {
    var prefix = path.hasPrefix("/") ? "/" : ""
    for part in path.split(separator: "/") {
      prefix += part
      guard unsafe mkdir(prefix, 0o777) == 0 || errno == EEXIST else {
        throw FileError(.create, path: path, code: errno)
      }
      prefix += "/"
    }
    guard try facts(of: path)?.kind == .folder else {
      throw FileError(.create, path: path, code: ENOTDIR)
    }
  }

  /// Makes a folder with a unique name inside `parent`, accessible to its user alone; the name
  /// carries the process's number, so that a later run can tell what a killed one left.
  package func makeScratchFolder(in parent: String) throws(FileError) -> String {
    var template = Array("\(parent)/.scratch-\(getpid())-XXXXXX".utf8CString)
    guard unsafe mkdtemp(&template) != nil else {
      throw FileError(.create, path: "a scratch folder in \(parent)", code: errno)
    }
    return String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  /// Removes a file, or a folder and its content, as far as allowed; doesn't follow links.
  package func removeAll(_ path: String) {
    guard unsafe unlink(path) != 0 else { return }
    for name in (try? names(in: path)) ?? [] { removeAll("\(path)/\(name)") }
    unsafe rmdir(path)
  }

  /// Makes a symbolic link, in place of an older file of that name.
  package func makeLink(_ path: String, to target: String) throws(FileError) {
    unsafe unlink(path)
    guard unsafe symlink(target, path) == 0 else {
      throw FileError(.create, path: path, code: errno)
    }
  }

  /// The path that a symbolic link holds; nil for every other name.
  package func linkTarget(_ path: String) -> String? {
    var bytes = [CChar](repeating: 0, count: Int(PATH_MAX))
    let count = unsafe readlink(path, &bytes, bytes.count)
    guard count > 0 else { return nil }
    return String(decoding: bytes[..<count].map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }
}
