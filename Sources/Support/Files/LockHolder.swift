internal import Glibc

/// The holder of a file's advisory lock, from /proc/locks.
enum LockHolder {
  /// The process that holds the lock of an open file; nil where /proc/locks doesn't list the lock,
  /// or the holder is in another container.
  static func find(_ descriptor: Int32) -> Int32? {
    var facts = stat()
    guard unsafe fstat(descriptor, &facts) == 0, let text = table() else { return nil }
    return holder(inode: UInt64(facts.st_ino), in: text)
  }

  /// The holder of a file's lock in the kernel's table; lines are "1: FLOCK ADVISORY WRITE 812
  /// fe:00:1234 0 EOF".
  static func holder(inode: UInt64, in table: String) -> Int32? {
    for line in table.split(separator: "\n") {
      let fields = line.split(separator: " ")
      guard fields.count > 5, fields[1] == "FLOCK", fields[5].hasSuffix(":\(inode)"),
        let process = Int32(fields[4]), process > 0
      else { continue }
      return process
    }
    return nil
  }

  private static func table() -> String? {
    let descriptor = unsafe open("/proc/locks", O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    var (bytes, chunk): ([UInt8], [UInt8]) = ([], [UInt8](repeating: 0, count: 4096))
    while true {
      let count = unsafe chunk.withUnsafeMutableBytes { buffer in
        unsafe read(descriptor, buffer.baseAddress, buffer.count)
      }
      guard count > 0 else { return String(decoding: bytes, as: UTF8.self) }
      bytes += chunk[..<count]
    }
  }
}
