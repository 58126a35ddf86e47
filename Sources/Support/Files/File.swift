internal import Glibc

/// An open file on a disk; each call is complete or an error.
///
/// Reads and writes name their position, repeat what a signal interrupted and go on where the disk
/// stopped half-way. The file is closed when the last copy goes. Nothing is synced unless asked
/// for. Any thread may call it; a sync doesn't hold up reads and writes.
package struct File: Sendable {
  /// The name it was opened by.
  package let path: String
  /// The disk it is on.
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

  private init(_ path: String, _ mode: OpenMode, _ disk: any Disk) throws(FileError) {
    file = try Self.retrying { () throws(FileError) in try disk.open(path, as: mode) }
    self.path = path
    self.disk = disk
  }

  /// How long the file is.
  package func byteCount() throws(FileError) -> Int { try file.byteCount() }

  /// Reads bytes from a position until `bytes` is full or the file ends; answers how many.
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
  /// Memory follows the bytes that are there, not a length that somebody states.
  package static func bytes(
    of path: String, limit: Int, on disk: any Disk = SystemDisk()
  ) throws(FileError) -> [UInt8]? {
    precondition((0..<Int.max).contains(limit), "a limit is a number of bytes")
    let file = try File(reading: path, on: disk)
    var bytes: [UInt8] = []
    // One byte more than there should be tells the end from a file that has grown.
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
  /// A sync that fails is not repeated: what it was to make durable may be lost.
  package func syncData() throws(FileError) {
    try Self.retrying { () throws(FileError) in try file.syncData() }
  }

  /// Makes the file that long: cuts it off, or adds zeros.
  package func truncate(to byteCount: Int) throws(FileError) {
    try Self.retrying { () throws(FileError) in try file.truncate(to: byteCount) }
  }

  /// Takes the file's advisory lock; a lock held elsewhere is an error that names the holder where
  /// the system tells. The lock goes when the file is closed.
  package func lock() throws(FileError) {
    try Self.retrying { () throws(FileError) in try file.lock() }
  }

  /// Shows the file's first bytes, which it must have, as memory.
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
