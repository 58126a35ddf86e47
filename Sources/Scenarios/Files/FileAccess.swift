internal import Glibc
internal import Machine
internal import Support

/// The few questions that scenarios ask of the file system.
enum FileAccess {
  /// The bytes of a file; one more than `limit` is enough to know that it is too long.
  static func read(_ path: String, limit: Int) throws(ScenarioError) -> [UInt8] {
    let file = unsafe open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { throw .unreadable(path: path, reason: lastError()) }
    defer { close(file) }
    var bytes = [UInt8](repeating: 0, count: limit + 1)
    var count = 0
    while count < bytes.count {
      let step = unsafe bytes.withUnsafeMutableBytes {
        unsafe Glibc.read(file, $0.baseAddress?.advanced(by: count), $0.count - count)
      }
      guard step >= 0 else { throw .unreadable(path: path, reason: lastError()) }
      if step == 0 { break }
      count += step
    }
    return Array(bytes[..<count])
  }

  /// Why a path can't be opened for reading as a file, nil where it can.
  static func obstacle(_ path: String) -> String? {
    let file = unsafe open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { return lastError() }
    defer { close(file) }
    var status = stat()
    guard unsafe fstat(file, &status) == 0 else { return lastError() }
    return status.st_mode & S_IFMT == S_IFREG ? nil : "not a file"
  }

  /// A file's size; 0 where there is none.
  static func byteCount(_ path: String) -> Int {
    var status = stat()
    return unsafe stat(path, &status) == 0 ? Int(status.st_size) : 0
  }

  static func exists(_ path: String) -> Bool { unsafe access(path, F_OK) == 0 }

  /// The names in a folder but `.` and `..`, sorted; none where there is no such folder.
  static func entries(_ folder: String) -> [String] {
    guard let handle = unsafe opendir(folder) else { return [] }
    defer { unsafe closedir(handle) }
    var names: [String] = []
    while let entry = unsafe readdir(handle) {
      let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) {
        unsafe $0.withMemoryRebound(to: CChar.self, capacity: 256) { unsafe String(cString: $0) }
      }
      if name != ".", name != ".." { names.append(name) }
    }
    return names.sorted()
  }

  /// What a symbolic link points to.
  static func linkTarget(_ path: String) -> String? {
    var bytes = [CChar](repeating: 0, count: 4096)
    let count = unsafe readlink(path, &bytes, bytes.count)
    guard count > 0 else { return nil }
    return String(decoding: bytes[..<count].map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  private static func lastError() -> String { systemErrorText(errno) }
}
