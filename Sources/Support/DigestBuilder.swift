internal import CXXHash

/// A `Digest` of bytes that arrive piece by piece; the pieces' boundaries don't matter.
///
/// The digest equals `Digest(of:)` of all the bytes in a row. A builder owns about 600 bytes of
/// libxxhash state.
@safe
package struct DigestBuilder: ~Copyable {
  private let state: OpaquePointer

  /// An empty sequence of bytes.
  package init() {
    guard let state = unsafe XXH3_createState() else {
      preconditionFailure("memory for a digest's 600 bytes of state")
    }
    unsafe self.state = state
    unsafe XXH3_128bits_reset(state)
  }

  deinit { unsafe XXH3_freeState(state) }

  /// Adds bytes.
  package mutating func update(_ bytes: RawSpan) {
    unsafe bytes.withUnsafeBytes {
      _ = unsafe XXH3_128bits_update(state, $0.baseAddress, $0.count)
    }
  }

  /// Adds bytes.
  package mutating func update(_ bytes: [UInt8]) { unsafe update(bytes.span.bytes) }

  /// Adds a number as its eight bytes, lowest first.
  package mutating func update(_ value: UInt64) {
    unsafe withUnsafeBytes(of: value.littleEndian) {
      _ = unsafe XXH3_128bits_update(state, $0.baseAddress, $0.count)
    }
  }

  /// The digest of everything added so far; more may follow.
  package func finish() -> Digest {
    let hash = unsafe XXH3_128bits_digest(state)
    return Digest(high: hash.high64, low: hash.low64)
  }
}

extension Digest {
  /// The digest of a file's bytes, read 1 MiB at a time.
  package init(ofFile path: String) throws(FileError) {
    let source = try ByteSource(path: path)
    var builder = DigestBuilder()
    for offset in stride(from: 0, to: source.byteCount, by: 1 << 20) {
      builder.update(try source.read(offset, min(1 << 20, source.byteCount - offset)))
    }
    self = builder.finish()
  }
}
