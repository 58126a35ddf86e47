/// Addresses behind spans, for the calls into C.
///
/// Safe: the callers hold the span for the whole call, and have checked its length against what the
/// kernel will touch. An empty span has an address that is never dereferenced.
extension RawSpan {
  @unsafe var start: UnsafePointer<UInt8> {
    unsafe withUnsafeBytes { unsafe ($0.baseAddress ?? UnsafeRawPointer(nowhere)) }
      .assumingMemoryBound(to: UInt8.self)
  }
}

extension MutableRawSpan {
  @unsafe var start: UnsafeMutablePointer<UInt8> {
    mutating get {
      unsafe withUnsafeMutableBytes { unsafe ($0.baseAddress ?? nowhere) }
        .assumingMemoryBound(to: UInt8.self)
    }
  }
}

extension Span<UInt64> {
  @unsafe var start: UnsafePointer<UInt64> {
    unsafe withUnsafeBytes { unsafe ($0.baseAddress ?? UnsafeRawPointer(nowhere)) }
      .assumingMemoryBound(to: UInt64.self)
  }
}

extension MutableSpan where Element: BitwiseCopyable {
  @unsafe var start: UnsafeMutablePointer<Element> {
    mutating get {
      unsafe withUnsafeMutableBytes { unsafe ($0.baseAddress ?? nowhere) }
        .assumingMemoryBound(to: Element.self)
    }
  }
}

/// An address that is never dereferenced.
private var nowhere: UnsafeMutableRawPointer {
  unsafe UnsafeMutableRawPointer(bitPattern: 64).unsafelyUnwrapped
}

/// Refuses a buffer of another length than the call needs.
func require(
  _ operand: KernelError.Operand, _ found: Int, is expected: Int
) throws(KernelError) {
  if found != expected {
    throw .lengthMismatch(operand, expected: expected, found: found)
  }
}

/// Refuses a buffer with less room than the call needs.
func require(
  _ operand: KernelError.Operand, _ found: Int, atLeast expected: Int
) throws(KernelError) {
  if found < expected {
    throw .lengthMismatch(operand, expected: expected, found: found)
  }
}

extension Backend {
  /// Counts a call over these buffers; not inlined, so that the caller's loop compiles unchanged.
  @inline(never)
  func tally(_ layout: BufferLayout) {
    let lane = EngineCounters.lane
    let bufferCount = layout.count * layout.passes
    lane.add(1, to: .kernelCalls)
    lane.add(bufferCount, to: .kernelBuffers)
    lane.add(bufferCount * layout.byteCount, to: .kernelBytes)
  }

  /// Applies the planted change, if the backend has one, to the elements just written.
  func tamper<Element>(_ start: UnsafeMutablePointer<Element>, _ count: Int) {
    guard let change = unsafe tamper, count > 0 else { return }
    let written = unsafe UnsafeMutableBufferPointer(start: start, count: count)
    unsafe change(UnsafeMutableRawBufferPointer(written))
  }
}
