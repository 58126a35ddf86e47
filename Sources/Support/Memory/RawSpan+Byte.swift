extension RawSpan {
  /// One byte.
  package subscript(index: Int) -> UInt8 {
    precondition(index >= 0 && index < byteCount, "a byte is read inside the span")
    return unsafe unsafeLoad(fromByteOffset: index, as: UInt8.self)
  }
}
