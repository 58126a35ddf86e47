package import Support

/// The system's disk with closures before its calls: a closure may throw to make a call fail, or
/// wait to make the call slow.
///
///     var disk = FaultyDisk()
///     disk.beforeSync = { path in throw FileError(.sync, path: path, code: EIO) }
package struct FaultyDisk: Disk {
  /// Called before a read, with the file's path, the position and the byte count.
  package var beforeRead: @Sendable (String, Int, Int) throws(FileError) -> Void = { _, _, _ in }
  /// Called before a write, with the file's path, the position and the byte count.
  package var beforeWrite: @Sendable (String, Int, Int) throws(FileError) -> Void = { _, _, _ in }
  /// Called before a sync of a file, with the file's path.
  package var beforeSync: @Sendable (String) throws(FileError) -> Void = { _ in }
  /// Called before a change of a file's length, with the file's path and the new length.
  package var beforeTruncate: @Sendable (String, Int) throws(FileError) -> Void = { _, _ in }
  /// The most bytes that one write of parts writes in total; nil for the system's limit.
  package var partsLimit: Int?
  /// Called after every opening of a file, with the file's path.
  package var afterOpen: @Sendable (String) -> Void = { _ in }

  /// A disk without faults.
  package init() {}

  package func open(_ path: String, as mode: OpenMode) throws(FileError) -> any DiskFile {
    let file = try SystemDisk().open(path, as: mode)
    afterOpen(path)
    return FaultyFile(path, file, self)
  }

  package func rename(
    _ path: String, to newPath: String, replacing: Bool
  ) throws(FileError) { try SystemDisk().rename(path, to: newPath, replacing: replacing) }

  package func remove(_ path: String) throws(FileError) { try SystemDisk().remove(path) }

  package func syncFolder(_ path: String) throws(FileError) { try SystemDisk().syncFolder(path) }
}

private final class FaultyFile: DiskFile {
  private let path: String
  private let file: any DiskFile
  private let disk: FaultyDisk

  init(_ path: String, _ file: any DiskFile, _ disk: FaultyDisk) {
    (self.path, self.file, self.disk) = (path, file, disk)
  }

  func byteCount() throws(FileError) -> Int { try file.byteCount() }

  func read(into bytes: inout MutableRawSpan, at position: Int) throws(FileError) -> Int {
    try disk.beforeRead(path, position, bytes.byteCount)
    return try file.read(into: &bytes, at: position)
  }

  func write(_ bytes: RawSpan, at position: Int) throws(FileError) -> Int {
    try disk.beforeWrite(path, position, bytes.byteCount)
    return try file.write(bytes, at: position)
  }

  func write(_ parts: ArraySlice<BytePart>, at position: Int) throws(FileError) -> Int {
    let byteCount = parts.reduce(0) { $0 + $1.byteCount }
    try disk.beforeWrite(path, position, byteCount)
    guard let limit = disk.partsLimit, limit < byteCount else {
      return try file.write(parts, at: position)
    }
    var (taken, left): ([BytePart], Int) = ([], limit)
    for part in parts {
      taken.append(part.prefix(left))
      left -= min(left, part.byteCount)
    }
    return try file.write(taken[...], at: position)
  }

  func syncData() throws(FileError) {
    try disk.beforeSync(path)
    try file.syncData()
  }

  func truncate(to byteCount: Int) throws(FileError) {
    try disk.beforeTruncate(path, byteCount)
    try file.truncate(to: byteCount)
  }

  func lock() throws(FileError) { try file.lock() }

  func map(byteCount: Int) throws(FileError) -> any FileMapping {
    try file.map(byteCount: byteCount)
  }
}
