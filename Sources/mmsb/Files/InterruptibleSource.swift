internal import Glibc
internal import StateBus
internal import Support

/// A file to read from, whose reads fail once the user wants to stop.
enum InterruptibleSource {
  /// Opens an ordinary file; bytes appended to it later are not read.
  static func open(_ path: String) throws -> ByteSource {
    try InputFile.requireOrdinary(path)
    let file = try File(reading: path)
    let byteCount = try file.byteCount()
    return ByteSource(byteCount: byteCount) { offset, count throws(FileError) in
      if Interruption.isWanted { throw FileError(.read, path: path, code: EINTR) }
      var bytes = [UInt8](repeating: 0, count: count)
      var span = bytes.mutableSpan
      var raw = span.raw
      let read = try file.read(into: &raw, at: offset)
      bytes.removeLast(count - read)
      return bytes
    }
  }
}
