/// A frame of an allocator: its index, and how often that index had been given out before.
public struct FrameHandle: Hashable, Sendable, BitwiseCopyable {
  /// The frame's place in its allocator's table.
  public let index: UInt32
  /// Grows each time the index is given out again, so that a handle kept too long is noticed.
  public let generation: UInt32
}

/// The memory of a frame, as a place and a length; opaque outside the package.
public struct FrameExtent: Sendable, BitwiseCopyable {
  package let address: UInt
  package let byteCount: Int

  /// The memory itself; valid while the frame is allocated.
  @unsafe package var bytes: UnsafeMutableRawBufferPointer {
    unsafe UnsafeMutableRawBufferPointer(
      start: UnsafeMutableRawPointer(bitPattern: address), count: byteCount)
  }
}
