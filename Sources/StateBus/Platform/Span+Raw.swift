// A span of any type is unsafe to see as raw bytes, because of padding; one of bytes has none.

extension Span where Element == UInt8 {
  /// The same bytes, raw.
  var raw: RawSpan {
    @_lifetime(copy self)
    get { unsafe bytes }
  }
}

extension MutableSpan where Element == UInt8 {
  /// The same bytes, raw.
  var mutableRaw: MutableRawSpan {
    @_lifetime(&self)
    mutating get { unsafe mutableBytes }
  }
}

extension RawSpan {
  /// One byte.
  subscript(index: Int) -> UInt8 {
    precondition(index >= 0 && index < byteCount, "a byte is read inside the span")
    return unsafe unsafeLoad(fromByteOffset: index, as: UInt8.self)
  }
}
