internal import Glibc
package import Support

/// The lock of the process that measures: one file for each user and machine.
///
/// The kernel frees the lock when the process ends, however it ends; child processes don't inherit
/// it. The file holds the number of the process that took the lock last, and stays.
package enum MeasuringLock {
  /// The file in `XDG_RUNTIME_DIR` or, where that names no folder, in the folder for temporary
  /// files that all users share.
  package static var standardPath: String {
    let runtime = unsafe getenv("XDG_RUNTIME_DIR").map { unsafe String(cString: $0) } ?? ""
    return (runtime.hasPrefix("/") ? runtime : "/tmp") + "/mmsb-\(getuid()).lock"
  }

  /// Takes the lock for as long as the answer lives; a lock that another process holds is an error
  /// (`isHeldElsewhere`) that names the process where it can be known.
  package static func take(_ path: String = standardPath) throws(FileError) -> File {
    let file = try File(own: path)
    do throws(FileError) { try file.lock() } catch {
      guard error.isHeldElsewhere else { throw error }
      throw FileError(
        .lock, path: path, code: error.code, holder: process(in: file) ?? error.holder)
    }
    sign(file)
    return file
  }

  /// Writes this process's number. A full disk leaves the lock as good, and the kernel's own list
  /// of locks names its holder.
  private static func sign(_ file: File) {
    let line = Array("\(getpid())\n".utf8)
    guard (try? unsafe file.write(line.span.bytes, at: 0)) != nil else { return }
    // What is left of a longer line is on a line of its own until then.
    try? file.truncate(to: line.count)
  }

  /// The living process that a file's first line names; nil where it names none.
  private static func process(in file: File) -> Int32? {
    var bytes = [UInt8](repeating: 0, count: lineLimit)
    var span = bytes.mutableSpan
    var raw = span.raw
    guard let count = try? file.read(into: &raw, at: 0) else { return nil }
    return process(in: String(decoding: bytes[..<count], as: UTF8.self))
      .flatMap { kill($0, 0) == 0 || errno == EPERM ? $0 : nil }
  }

  /// The most bytes that are read of a file.
  private static let lineLimit = 32

  /// The number of a process on a text's first line; nil for any other text.
  package static func process(in text: String) -> Int32? {
    guard let line = text.split(separator: "\n", omittingEmptySubsequences: false).first,
      line.allSatisfy({ $0.isASCII && $0.isNumber }), let process = Int32(line), process > 0
    else { return nil }
    return process
  }
}
