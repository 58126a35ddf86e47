/// Bytes that can be read from any offset: a file, or memory in tests.
///
/// The length is taken once, so that every length found inside can be bounded by the bytes present.
package struct ByteSource: Sendable {
  /// The number of bytes.
  package let byteCount: Int
  /// Reads up to `count` bytes at `offset`; fewer only where the file has become shorter since.
  package let read: @Sendable (_ offset: Int, _ count: Int) throws(FileError) -> [UInt8]

  /// A source that reads through a closure.
  package init(
    byteCount: Int,
    read: @escaping @Sendable (_ offset: Int, _ count: Int) throws(FileError) -> [UInt8]
  ) {
    self.byteCount = byteCount
    self.read = read
  }

  /// Bytes in memory.
  package init(_ bytes: [UInt8]) {
    self.init(byteCount: bytes.count) { offset, count in
      Array(bytes[min(offset, bytes.count)..<min(offset + count, bytes.count)])
    }
  }
}

extension ByteSource {
  /// A file at its present length; bytes appended later are not read.
  package init(path: String) throws(FileError) {
    let file = try File(reading: path)
    self.init(byteCount: try file.byteCount()) { offset, count throws(FileError) in
      var bytes = [UInt8](repeating: 0, count: count)
      var span = bytes.mutableSpan
      var raw = span.raw
      let read = try file.read(into: &raw, at: offset)
      bytes.removeLast(count - read)
      return bytes
    }
  }
}
