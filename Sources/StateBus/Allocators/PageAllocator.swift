/// Who may call an allocator at the same time.
public enum AllocatorThreading: String, Sendable {
  /// Any thread; calls take turns.
  case locked
}

/// Gives out zeroed frames of memory and takes them back.
///
/// A frame's address is a multiple of 64 and never changes while the frame is allocated. A handle
/// used after its frame was freed throws `staleHandle`.
public protocol PageAllocator: AnyObject, Sendable {
  /// What names a frame: copyable, with an index and a generation.
  associatedtype Handle: Hashable & Sendable

  /// Who may call it at the same time.
  var threading: AllocatorThreading { get }

  /// A frame of `byteCount` zero bytes.
  func allocate(byteCount: Int) throws(AllocationError) -> Handle
  /// Takes a frame back.
  func free(_ handle: Handle) throws(AllocationError)
  /// Where a frame lies.
  func extent(of handle: Handle) throws(AllocationError) -> FrameExtent
}

extension PageAllocator {
  /// Lends a frame's bytes for the length of the call; the caller keeps
  /// other threads off the frame.
  public func withBytes<R>(
    of handle: Handle, _ body: (inout MutableRawSpan) -> R
  ) throws(AllocationError) -> R {
    var bytes = unsafe try extent(of: handle).bytes.mutableBytes
    return body(&bytes)
  }

  /// Several frames, or none and an error.
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

  /// Takes several frames back; stops at the first stale handle.
  public func free(_ handles: [Handle]) throws(AllocationError) {
    for handle in handles { try free(handle) }
  }
}
