internal import Glibc

/// An open file on a disk; each call is complete or an error.
///
/// Reads and writes name their position, repeat a call that a signal interrupted and continue where
/// the disk stopped half-way. The file is closed when the last copy goes. Reads and
/// writes don't sync. Any thread may call the methods; a sync doesn't delay reads and writes.
package struct File: Sendable {
  /// The name by which the file was opened.
  package let path: String
  /// The disk that has the file.
  package let disk: any Disk
  let file: any DiskFile

  /// Opens an existing file to read it.
  package init(reading path: String, on disk: any Disk = SystemDisk()) throws(FileError) {
    try self.init(path, .reading, disk)
  }

  /// Opens an existing file to read and write it.
  package init(updating path: String, on disk: any Disk = SystemDisk()) throws(FileError) {
    try self.init(path, .updating, disk)
  }

  /// Makes a file to read and write; an existing one is an error (EEXIST), never overwritten.
  package init(creating path: String, on disk: any Disk = SystemDisk()) throws(FileError) {
    try self.init(path, .creating, disk)
  }

  /// Opens an existing folder, which can be locked.
  package init(folder path: String, on disk: any Disk = SystemDisk()) throws(FileError) {
    try self.init(path, .folder, disk)
  }

  /// Opens a file of this user alone, or makes it; a link or another user's file is an error.
  package init(own path: String, on disk: any Disk = SystemDisk()) throws(FileError) {
    try self.init(path, .own, disk)
  }

  private init(_ path: String, _ mode: OpenMode, _ disk: any Disk) throws(FileError) {
    file = try Self.retrying { () throws(FileError) in try disk.open(path, as: mode) }
    self.path = path
    self.disk = disk
  }

  /// The file's length in bytes.
  package func byteCount() throws(FileError) -> Int { try file.byteCount() }

  /// Reads bytes from a position until `bytes` is full or the file ends; answers their number.
  package func read(
    into bytes: inout MutableRawSpan, at position: Int
  ) throws(FileError) -> Int {
    var done = 0
    let count = bytes.byteCount
    while done < count {
      do throws(FileError) {
        let got = try unsafe bytes.withUnsafeMutableBytes { buffer throws(FileError) in
          var rest = unsafe UnsafeMutableRawBufferPointer(rebasing: buffer[done...]).mutableBytes
          return try file.read(into: &rest, at: position + done)
        }
        if got == 0 { break }
        done += got
      } catch {
        guard error.code == EINTR else { throw error }
      }
    }
    return done
  }

  /// All the bytes of a file that has at most `limit` of them; nil for a longer one.
  ///
  /// The first read takes the file's stated length, `limit` at most; later ones 64 KiB at most.
  package static func bytes(
    of path: String, limit: Int, on disk: any Disk = SystemDisk()
  ) throws(FileError) -> [UInt8]? {
    precondition((0..<Int.max).contains(limit), "a limit is a number of bytes")
    let file = try File(reading: path, on: disk)
    var bytes: [UInt8] = []
    // One byte more than expected distinguishes the end from a file that has grown.
    var step = min(max(0, try file.byteCount()), limit) + 1
    while true {
      var chunk = [UInt8](repeating: 0, count: step)
      var span = chunk.mutableSpan
      var raw = span.raw
      let count = try file.read(into: &raw, at: bytes.count)
      chunk.removeLast(step - count)
      if bytes.isEmpty { bytes = chunk } else { bytes += chunk }
      if bytes.count > limit { return nil }
      if count < step { return bytes }
      step = min(1 << 16, limit + 1 - bytes.count)
    }
  }

  /// Writes all the bytes at a position.
  package func write(_ bytes: RawSpan, at position: Int) throws(FileError) {
    var done = 0
    while done < bytes.byteCount {
      do throws(FileError) {
        let rest = bytes.extracting(done..<bytes.byteCount)
        let count = try file.write(rest, at: position + done)
        guard count > 0 else { throw FileError(.write, path: path, code: ENOSPC) }
        done += count
      } catch {
        guard error.code == EINTR else { throw error }
      }
    }
  }

  /// Waits until the file's bytes, and its length, are on the device.
  ///
  /// A sync that fails, other than by a signal, is not repeated: its bytes may be lost.
  package func syncData() throws(FileError) {
    try Self.retrying { () throws(FileError) in try file.syncData() }
  }

  /// Sets the length of the file: cuts off its end, or adds zeros.
  package func truncate(to byteCount: Int) throws(FileError) {
    try Self.retrying { () throws(FileError) in try file.truncate(to: byteCount) }
  }

  /// Takes the file's advisory lock; a lock held elsewhere is an error that names the holder where
  /// the system lists it. The lock goes when the file is closed.
  package func lock() throws(FileError) {
    try Self.retrying { () throws(FileError) in try file.lock() }
  }

  /// Maps the file's first bytes, which must exist, as memory.
  package func map(byteCount: Int) throws(FileError) -> any FileMapping {
    try file.map(byteCount: byteCount)
  }

  /// Repeats a call that a signal interrupted.
  static func retrying<Result>(
    _ call: () throws(FileError) -> Result
  ) throws(FileError) -> Result {
    while true {
      do throws(FileError) { return try call() } catch {
        guard error.code == EINTR else { throw error }
      }
    }
  }
}

extension Disk {
  /// Waits until the names in the folder that holds `path` are on the device.
  package func syncFolder(holding path: String) throws(FileError) {
    let slash = path.utf8.lastIndex(of: UInt8(ascii: "/"))
    let folder = slash.map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
    try File.retrying { () throws(FileError) in try syncFolder(folder) }
  }
}
