internal import Glibc
internal import StateBus

/// A file to read from that fails once somebody wants the work to stop.
enum InterruptibleSource {
  /// Opens a file; what is appended to it later is not read.
  static func open(_ path: String) throws(FileError) -> ByteSource {
    let shared = SharedFile(try File(reading: path))
    let byteCount = try shared.file.byteCount()
    return ByteSource(byteCount: byteCount) { offset, count throws(FileError) in
      if Interruption.isWanted { throw FileError(.read, path: path, code: EINTR) }
      var bytes = [UInt8](repeating: 0, count: count)
      var span = bytes.mutableSpan
      var raw = span.raw
      let read = try shared.file.read(into: &raw, at: offset)
      bytes.removeLast(count - read)
      return bytes
    }
  }
}

/// A file that a closure can hold.
private final class SharedFile: Sendable {
  let file: File
  init(_ file: consuming File) { self.file = file }
}
