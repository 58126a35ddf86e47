internal import Glibc
internal import Machine
internal import Support

/// Whole files, written so that a name never shows half of one.
enum FileAccess {
  /// The system's text for the last error.
  static func reason() -> String { systemErrorText(errno) }

  /// All bytes of a file.
  static func read(_ path: String) throws(ResultError) -> [UInt8] {
    let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw .cannotRead(path: path, reason: reason()) }
    defer { close(descriptor) }
    var content: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = unsafe chunk.withUnsafeMutableBytes {
        unsafe Glibc.read(descriptor, $0.baseAddress, $0.count)
      }
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { throw .cannotRead(path: path, reason: reason()) }
      if count == 0 { return content }
      content += chunk[..<count]
    }
  }

  /// Writes, syncs and closes a file that is made or emptied for it; removes it on failure.
  static func write(_ bytes: [UInt8], to path: String) throws(ResultError) {
    let descriptor = unsafe open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw .cannotWrite(path: path, reason: reason()) }
    do throws(ResultError) {
      defer { close(descriptor) }
      try write(bytes, descriptor: descriptor, path: path)
    } catch {
      unsafe unlink(path)
      throw error
    }
  }

  private static func write(
    _ bytes: [UInt8], descriptor: Int32, path: String
  ) throws(ResultError) {
    var done = 0
    while done < bytes.count {
      let count = unsafe bytes.withUnsafeBytes {
        unsafe Glibc.write(descriptor, $0.baseAddress.map { unsafe $0 + done }, $0.count - done)
      }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { throw .cannotWrite(path: path, reason: reason()) }
      done += count
    }
    guard fsync(descriptor) == 0 else { throw .cannotWrite(path: path, reason: reason()) }
  }

  /// Gives files their final names all together, then makes the names durable.
  static func publish(
    _ files: [(name: String, bytes: [UInt8])], in folder: String
  ) throws(ResultError) {
    var temporary: [String] = []
    defer { for path in temporary { unsafe unlink(path) } }
    for file in files {
      let path = "\(folder)/.\(file.name).part"
      try write(file.bytes, to: path)
      temporary.append(path)
    }
    for (file, path) in zip(files, temporary) {
      let final = "\(folder)/\(file.name)"
      guard unsafe rename(path, final) == 0 else {
        throw .cannotWrite(path: final, reason: reason())
      }
    }
    try syncFolder(folder)
  }

  private static func syncFolder(_ path: String) throws(ResultError) {
    let descriptor = unsafe open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { throw .cannotWrite(path: path, reason: reason()) }
    defer { close(descriptor) }
    // Some file systems can't sync a folder and say so; their names are as durable as they get.
    guard fsync(descriptor) == 0 || errno == EINVAL else {
      throw .cannotWrite(path: path, reason: reason())
    }
  }

  /// Makes a folder and those above it.
  static func makeFolder(_ path: String) throws(ResultError) {
    var prefix = path.hasPrefix("/") ? "/" : ""
    for part in path.split(separator: "/") {
      prefix += part
      guard unsafe mkdir(prefix, 0o755) == 0 || errno == EEXIST else {
        throw .cannotWrite(path: path, reason: reason())
      }
      prefix += "/"
    }
    guard isFolder(path) else { throw .cannotWrite(path: path, reason: "it is not a folder") }
  }

  static func isFolder(_ path: String) -> Bool {
    var facts = stat()
    return unsafe stat(path, &facts) == 0 && facts.st_mode & S_IFMT == S_IFDIR
  }

  static func remove(_ path: String) { unsafe unlink(path) }

  static func exists(_ path: String) -> Bool { unsafe access(path, F_OK) == 0 }
}
