/// Raw spans, which kernels take, of arrays' bytes.
///
/// Safe: the elements have no padding, so every byte behind them is initialised.
extension Span<UInt8> {
  /// The same bytes, raw.
  package var raw: RawSpan {
    @_lifetime(copy self)
    get { unsafe bytes }
  }
}

extension MutableSpan<UInt8> {
  /// The same bytes, raw.
  package var raw: MutableRawSpan {
    @_lifetime(&self)
    mutating get { unsafe mutableBytes }
  }
}
