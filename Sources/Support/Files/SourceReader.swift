/// An error that can carry the system's refusal to read.
package protocol CarriesFileError: KindedError {
  /// The error for a refusal by the system.
  static func file(_ error: FileError) -> Self
}

/// Reads a source from front to back through one buffer.
///
/// A request is answered only if that many bytes remain, so a length taken from a file can't
/// request more memory than the file has bytes.
package struct SourceReader<Failure: CarriesFileError> {
  /// The offset of the next byte in the source.
  @usableFromInline package internal(set) var offset = 0
  @usableFromInline let source: ByteSource
  @usableFromInline var buffer: [UInt8] = []
  @usableFromInline var position = 0

  /// The bytes requested from the source at a time, unless one request needs more.
  @inlinable static var chunkByteCount: Int { 256 * 1024 }

  /// Starts at the first byte.
  @inlinable package init(_ source: ByteSource) { self.source = source }

  /// Bytes not yet taken.
  @inlinable package var remainingByteCount: Int { source.byteCount - offset }

  /// The next `count` bytes, or nil, taking nothing, where fewer remain.
  @inlinable package mutating func take(_ count: Int) throws(Failure) -> ArraySlice<UInt8>? {
    guard count <= remainingByteCount, try fill(count) else { return nil }
    defer {
      position += count
      offset += count
    }
    return buffer[position..<position + count]
  }

  /// The next integer, least significant byte first, or nil at the end.
  @inlinable package mutating func take<Value: FixedWidthInteger & UnsignedInteger>(
    _ type: Value.Type
  ) throws(Failure) -> Value? {
    guard let bytes = try take(Value.bitWidth / 8) else { return nil }
    return Value(littleEndian: bytes)
  }

  /// A field after its own 32-bit length, or nil where the file has fewer bytes.
  @inlinable package mutating func takeField() throws(Failure) -> [UInt8]? {
    guard let count = try take(UInt32.self), let bytes = try take(Int(count)) else { return nil }
    return Array(bytes)
  }

  /// Makes `count` bytes of the buffer available; false if the source turned out shorter.
  @inlinable mutating func fill(_ count: Int) throws(Failure) -> Bool {
    guard buffer.count - position < count else { return true }
    buffer.removeFirst(position)
    position = 0
    let wanted = min(max(count, Self.chunkByteCount), source.byteCount - offset)
    do throws(FileError) {
      buffer += try source.read(offset + buffer.count, wanted - buffer.count)
    } catch {
      throw .file(error)
    }
    return buffer.count >= count
  }
}
