internal import Glibc

/// An open file: every call to the system that StateBus makes on files, each complete or an error.
///
/// Reads and writes name their position, retry what a signal interrupted and go on where the system
/// stopped half-way. The descriptor is closed when the owner goes. Nothing is synced unless asked
/// for.
package struct File: ~Copyable, Sendable {
  /// The name it was opened by.
  package let path: String
  private let descriptor: Int32

  private init(
    _ path: String, flags: Int32, permissions: mode_t = 0o666, operation: FileError.Operation
  ) throws(FileError) {
    let call = { unsafe open(path, flags | O_CLOEXEC, permissions) }
    descriptor = try Self.retry(operation, path, call)
    self.path = path
  }

  deinit { _ = close(descriptor) }

  /// Opens an existing file to read it.
  package init(reading path: String) throws(FileError) {
    // A pipe would block until somebody writes to it.
    try self.init(path, flags: O_RDONLY | O_NONBLOCK, operation: .open)
  }

  /// Opens an existing file to read and write it.
  package init(updating path: String) throws(FileError) {
    try self.init(path, flags: O_RDWR | O_NONBLOCK, operation: .open)
  }

  /// Makes a file to read and write; an existing one is an error (EEXIST), never overwritten.
  package init(creating path: String) throws(FileError) {
    try self.init(path, flags: O_RDWR | O_CREAT | O_EXCL, operation: .create)
  }

  /// How long the file is.
  package func byteCount() throws(FileError) -> Int {
    var facts = stat()
    guard unsafe fstat(descriptor, &facts) == 0 else { throw error(.inspect) }
    return Int(facts.st_size)
  }

  /// Reads bytes from a position until `bytes` is full or the file ends; answers how many.
  package func read(
    into bytes: inout MutableRawSpan, at position: Int
  ) throws(FileError) -> Int {
    var done = 0
    let count = bytes.byteCount
    while done < count {
      let got = unsafe bytes.withUnsafeMutableBytes { buffer in
        // Safe: done < count, so the base exists and count - done bytes lie behind it.
        unsafe pread(
          descriptor, buffer.baseAddress.map { unsafe $0 + done }, count - done,
          off_t(position + done))
      }
      if got == 0 { break }
      if got < 0, errno != EINTR { throw error(.read) }
      done += max(got, 0)
    }
    return done
  }

  /// Writes all the bytes at a position.
  package func write(_ bytes: RawSpan, at position: Int) throws(FileError) {
    var done = 0
    let count = bytes.byteCount
    while done < count {
      let put = unsafe bytes.withUnsafeBytes { buffer in
        // Safe: done < count, so the base exists and count - done bytes lie behind it.
        unsafe pwrite(
          descriptor, buffer.baseAddress.map { unsafe $0 + done }, count - done,
          off_t(position + done))
      }
      if put == 0 { throw FileError(.write, path: path, code: ENOSPC) }
      if put < 0, errno != EINTR { throw error(.write) }
      done += max(put, 0)
    }
  }

  /// Waits until the file's bytes, and its length, are on the device.
  package func syncData() throws(FileError) {
    _ = try Self.retry(.sync, path) { fdatasync(descriptor) }
  }

  /// Makes the file that long: cuts it off, or adds zeros.
  package func truncate(to byteCount: Int) throws(FileError) {
    _ = try Self.retry(.truncate, path) { ftruncate(descriptor, off_t(byteCount)) }
  }

  private func error(_ operation: FileError.Operation) -> FileError {
    FileError(operation, path: path, code: errno)
  }

  /// Repeats a call that a signal interrupted.
  fileprivate static func retry(
    _ operation: FileError.Operation, _ path: String, _ call: () -> Int32
  ) throws(FileError) -> Int32 {
    while true {
      let result = call()
      if result >= 0 { return result }
      guard errno == EINTR else { throw FileError(operation, path: path, code: errno) }
    }
  }
}

extension File {
  /// Gives a file another name at once; a file of that name is replaced.
  package static func rename(_ path: String, to newPath: String) throws(FileError) {
    _ = try retry(.rename, path) { unsafe Glibc.rename(path, newPath) }
  }

  /// Removes a file's name.
  package static func remove(_ path: String) throws(FileError) {
    _ = try retry(.remove, path) { unsafe unlink(path) }
  }

  /// Waits until the names in the folder that holds `path` are on the device.
  package static func syncFolder(of path: String) throws(FileError) {
    let slash = path.utf8.lastIndex(of: UInt8(ascii: "/"))
    let folder = slash.map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
    let file = try File(folder, flags: O_RDONLY | O_DIRECTORY, operation: .open)
    _ = try retry(.sync, folder) { fsync(file.descriptor) }
  }
}
