internal import Glibc

/// Bytes in memory, one of several stretches that are written one behind the other.
///
/// The maker of a part keeps the bytes valid and unchanged until they are written.
@safe
package struct BytePart {
  let start: UnsafeRawPointer
  /// The number of bytes.
  package let byteCount: Int

  /// A stretch of memory.
  @unsafe package init(start: UnsafeRawPointer, byteCount: Int) {
    unsafe self.start = start
    self.byteCount = byteCount
  }

  /// The stretch without its first bytes.
  func dropping(_ count: Int) -> BytePart {
    unsafe BytePart(start: start + count, byteCount: byteCount - count)
  }

  /// The first bytes of the stretch, at most `limit`.
  package func prefix(_ limit: Int) -> BytePart {
    unsafe BytePart(start: start, byteCount: min(limit, byteCount))
  }

  /// The stretch in the system's form.
  var vector: iovec {
    unsafe iovec(iov_base: UnsafeMutableRawPointer(mutating: start), iov_len: byteCount)
  }
}

extension DiskFile {
  /// Writes the first of the parts; the caller continues after the bytes taken.
  package func write(_ parts: ArraySlice<BytePart>, at position: Int) throws(FileError) -> Int {
    guard let first = parts.first else { return 0 }
    // Safe: the part's maker keeps the bytes valid.
    return try write(
      unsafe RawSpan(_unsafeStart: first.start, byteCount: first.byteCount), at: position)
  }
}

extension File {
  /// Writes all the bytes of parts, one behind the other, from a position on.
  package func write(_ parts: [BytePart], at position: Int) throws(FileError) {
    var (rest, position) = (parts[...], position)
    while let first = rest.first {
      var count = first.byteCount
      if count > 0 {
        let (parts, place) = (rest, position)
        count = try Self.retrying { () throws(FileError) in try file.write(parts, at: place) }
      }
      guard count > 0 || first.byteCount == 0 else {
        throw FileError(.write, path: path, code: ENOSPC)
      }
      position += count
      while let part = rest.first, count >= part.byteCount {
        count -= part.byteCount
        rest.removeFirst()
      }
      if count > 0 { rest[rest.startIndex] = rest[rest.startIndex].dropping(count) }
    }
  }
}
