/// The rule for concurrent calls of an allocator.
public enum AllocatorThreading: String, Sendable, CaseIterable {
  /// Any thread may call; calls take turns.
  case locked
  /// Any thread may call; calls never wait for each other.
  case lockFree
  /// One thread at a time may call, which the caller ensures.
  case exclusive
}

/// Gives out zeroed frames of memory and takes them back.
///
/// A frame's address is a multiple of 64 and never changes while the frame is allocated. A handle
/// used after its frame was freed throws `staleHandle`, one of another allocator `foreignHandle`.
///
///     let allocator = ArenaAllocator()
///     let frame = try allocator.allocate(byteCount: 4096)
///     try allocator.withBytes(of: frame) { bytes in bytes.storeBytes(of: 7, as: UInt8.self) }
///     try allocator.free(frame)
public protocol PageAllocator: AnyObject, Sendable {
  /// The name of a frame: copyable, with an index and a generation.
  associatedtype Handle: Hashable & Sendable

  /// The rule for concurrent calls.
  var threading: AllocatorThreading { get }

  /// Allocates a frame of `byteCount` zero bytes.
  func allocate(byteCount: Int) throws(AllocationError) -> Handle
  /// Takes a frame back.
  func free(_ handle: Handle) throws(AllocationError)
  /// Answers a frame's memory.
  func extent(of handle: Handle) throws(AllocationError) -> FrameExtent
}

extension PageAllocator {
  /// Lends a frame's bytes to a closure; the caller keeps other threads off the frame.
  public func withBytes<R>(
    of handle: Handle, _ body: (inout MutableRawSpan) -> R
  ) throws(AllocationError) -> R {
    var bytes = unsafe try extent(of: handle).bytes.mutableBytes
    return body(&bytes)
  }

  /// Allocates several frames, or none and throws.
  public func allocate(count: Int, byteCount: Int) throws(AllocationError) -> [Handle] {
    var handles: [Handle] = []
    handles.reserveCapacity(count)
    do throws(AllocationError) {
      for _ in 0..<count { handles.append(try allocate(byteCount: byteCount)) }
    } catch {
      try free(handles)
      throw error
    }
    return handles
  }

  /// Takes several frames back; stops at the first handle that is refused.
  public func free(_ handles: [Handle]) throws(AllocationError) {
    for handle in handles { try free(handle) }
  }
}

/// The frames of an allocator without handles, for an owner that keeps each frame's address and
/// gives the frame back once: a page store, whose pages then cost no handles.
package protocol FrameAllocator: AnyObject, Sendable {
  /// Takes a frame of `byteCount` zero bytes at an address that is a multiple of 64.
  func takeFrame(byteCount: Int) throws(AllocationError) -> FrameExtent
  /// Takes back a frame that `takeFrame` gave.
  func giveFrame(_ extent: FrameExtent)
}

/// Answers the bytes that a frame takes: its size rounded up to a multiple of 64.
func roundedFrame(_ byteCount: Int) throws(AllocationError) -> Int {
  precondition(byteCount > 0, "a frame has at least one byte")
  let (padded, overflow) = byteCount.addingReportingOverflow(63)
  guard !overflow else { throw .outOfMemory(byteCount: byteCount, errno: outOfMemoryCode) }
  return padded / 64 * 64
}
