internal import CPlatform
internal import Glibc

/// The operating system's files.
package struct SystemDisk: Disk {
  /// Makes the disk; the value has no state.
  package init() {}

  package func open(_ path: String, as mode: OpenMode) throws(FileError) -> any DiskFile {
    // Without O_NONBLOCK a pipe would block until somebody writes to it.
    let (flags, operation): (Int32, FileError.Operation) =
      switch mode {
      case .reading: (O_RDONLY | O_NONBLOCK, .open)
      case .updating: (O_RDWR | O_NONBLOCK, .open)
      case .creating: (O_RDWR | O_CREAT | O_EXCL, .create)
      case .folder: (O_RDONLY | O_DIRECTORY, .open)
      case .own: (O_RDWR | O_CREAT | O_NOFOLLOW | O_NONBLOCK, .open)
      }
    let permissions: mode_t = mode == .own ? 0o600 : 0o666
    let descriptor = unsafe Glibc.open(path, flags | O_CLOEXEC, permissions)
    guard descriptor >= 0 else { throw FileError(operation, path: path, code: errno) }
    let file = SystemFile(path, descriptor)
    if [.reading, .own].contains(mode) { try file.requireRegular() }
    if mode == .own { try file.requireOwn() }
    return file
  }

  package func rename(
    _ path: String, to newPath: String, replacing: Bool
  ) throws(FileError) {
    if replacing {
      guard unsafe Glibc.rename(path, newPath) == 0 else {
        throw FileError(.rename, path: path, code: errno)
      }
      return
    }
    let code = unsafe cp_rename_to_free_name(path, newPath)
    if code == 0 { return }
    guard code == EINVAL || code == ENOSYS else { throw Self.renaming(path, newPath, code) }
    // Some file systems lack the flag; a hard link is refused just as well where the name is taken.
    guard unsafe link(path, newPath) == 0 else { throw Self.renaming(path, newPath, errno) }
    try remove(path)
  }

  /// The error of a rename; names the new name where that name is taken.
  private static func renaming(_ path: String, _ newPath: String, _ code: Int32) -> FileError {
    code == EEXIST
      ? FileError(.create, path: newPath, code: code) : FileError(.rename, path: path, code: code)
  }

  package func remove(_ path: String) throws(FileError) {
    guard unsafe unlink(path) == 0 else { throw FileError(.remove, path: path, code: errno) }
  }

  package func syncFolder(_ path: String) throws(FileError) {
    let descriptor = unsafe Glibc.open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { throw FileError(.open, path: path, code: errno) }
    defer { _ = close(descriptor) }
    // EINVAL: the file system can't sync folders, and nothing makes their names more durable.
    guard fsync(descriptor) == 0 || errno == EINVAL else {
      throw FileError(.sync, path: path, code: errno)
    }
  }
}

/// A file descriptor.
private final class SystemFile: DiskFile {
  private let path: String
  private let descriptor: Int32

  init(_ path: String, _ descriptor: Int32) {
    self.path = path
    self.descriptor = descriptor
  }

  deinit { _ = close(descriptor) }

  func byteCount() throws(FileError) -> Int { Int(try facts().st_size) }

  /// Refuses a folder, and a pipe, a socket or a device, which have no positions to read at.
  func requireRegular() throws(FileError) {
    let kind = try facts().st_mode & S_IFMT
    guard kind != S_IFREG else { return }
    throw FileError(.open, path: path, code: kind == S_IFDIR ? EISDIR : ESPIPE)
  }

  /// Refuses another user's file, and one that somebody may have linked here to have it changed.
  func requireOwn() throws(FileError) {
    let facts = try facts()
    guard facts.st_uid == geteuid(), facts.st_nlink == 1 else {
      throw FileError(.open, path: path, code: EPERM)
    }
  }

  private func facts() throws(FileError) -> stat {
    var facts = stat()
    guard unsafe fstat(descriptor, &facts) == 0 else { throw error(.inspect) }
    return facts
  }

  func read(into bytes: inout MutableRawSpan, at position: Int) throws(FileError) -> Int {
    let count = unsafe bytes.withUnsafeMutableBytes { buffer in
      unsafe pread(descriptor, buffer.baseAddress, buffer.count, off_t(position))
    }
    guard count >= 0 else { throw error(.read) }
    return count
  }

  func write(_ bytes: RawSpan, at position: Int) throws(FileError) -> Int {
    let count = unsafe bytes.withUnsafeBytes { buffer in
      unsafe pwrite(descriptor, buffer.baseAddress, buffer.count, off_t(position))
    }
    guard count >= 0 else { throw error(.write) }
    return count
  }

  /// The most parts of one call: Linux's `UIO_MAXIOV`.
  private static let partLimit = 1024

  func write(_ parts: ArraySlice<BytePart>, at position: Int) throws(FileError) -> Int {
    let vectors = unsafe parts.prefix(Self.partLimit).map(\.vector)
    let count = unsafe pwritev(descriptor, vectors, Int32(vectors.count), off_t(position))
    guard count >= 0 else { throw error(.write) }
    return count
  }

  func syncData() throws(FileError) {
    guard fdatasync(descriptor) == 0 else { throw error(.sync) }
  }

  func truncate(to byteCount: Int) throws(FileError) {
    guard ftruncate(descriptor, off_t(byteCount)) == 0 else { throw error(.truncate) }
  }

  func lock() throws(FileError) {
    guard flock(descriptor, LOCK_EX | LOCK_NB) != 0 else { return }
    let code = errno
    let holder = code == EWOULDBLOCK ? LockHolder.find(descriptor) : nil
    throw FileError(.lock, path: path, code: code, holder: holder)
  }

  func map(byteCount: Int) throws(FileError) -> any FileMapping {
    let access = PROT_READ | PROT_WRITE
    let start = unsafe mmap(nil, byteCount, access, MAP_SHARED, descriptor, 0)
    guard let start = unsafe start, unsafe start != MAP_FAILED else { throw error(.map) }
    return unsafe SystemMapping(path, UnsafeMutableRawBufferPointer(start: start, count: byteCount))
  }

  private func error(_ operation: FileError.Operation) -> FileError {
    FileError(operation, path: path, code: errno)
  }
}

/// A shared mapping.
@safe
private final class SystemMapping: FileMapping, @unchecked Sendable {
  // Safe: the range never moves, and is unmapped when the last reference goes.
  @unsafe let bytes: UnsafeMutableRawBufferPointer
  private let path: String

  init(_ path: String, _ bytes: UnsafeMutableRawBufferPointer) {
    self.path = path
    unsafe self.bytes = unsafe bytes
  }

  deinit { unsafe munmap(bytes.baseAddress, bytes.count) }

  func sync() throws(FileError) {
    guard unsafe msync(bytes.baseAddress, bytes.count, MS_SYNC) == 0 else {
      throw FileError(.sync, path: path, code: errno)
    }
  }
}
