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
