/// The name of a frame within its allocator: an index and that index's generation.
public struct FrameHandle: Hashable, Sendable, BitwiseCopyable {
  /// The frame's place in its allocator's table.
  public let index: UInt32
  /// The generation of the index: it grows each time the index is given out again, so that a handle
  /// kept too long is noticed.
  public let generation: UInt32
  /// The number of the allocator, so that a handle of another one is noticed.
  let owner: UInt32
}

/// The memory of a frame, as an address and a length; opaque outside the package.
public struct FrameExtent: Hashable, Sendable, BitwiseCopyable {
  package let address: UInt
  package let byteCount: Int

  /// Memory at an address.
  package init(address: UInt, byteCount: Int) {
    self.address = address
    self.byteCount = byteCount
  }

  /// The memory itself; valid while the frame is allocated.
  @unsafe package var bytes: UnsafeMutableRawBufferPointer {
    unsafe UnsafeMutableRawBufferPointer(
      start: UnsafeMutableRawPointer(bitPattern: address), count: byteCount)
  }
}
