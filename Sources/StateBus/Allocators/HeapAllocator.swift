internal import Glibc
internal import Support

/// Frames from the C library's heap, whichever malloc serves the process.
///
/// Any thread may call the allocator; calls take turns at the table of handles. Each frame costs
/// malloc's header, and 24 bytes of table if it has a handle, and is zeroed when it is given out.
public final class HeapAllocator: PageAllocator, FrameAllocator {
  private let slots = Guarded(FrameSlots())

  /// An allocator without frames.
  public init() {}

  deinit { for extent in slots.withLock({ $0.removeAll() }) { giveFrame(extent) } }

  /// Any thread may call; calls take turns.
  public var threading: AllocatorThreading { .locked }

  /// Allocates a zeroed frame at an address that is a multiple of 64.
  public func allocate(byteCount: Int) throws(AllocationError) -> FrameHandle {
    let extent = try takeFrame(byteCount: byteCount)
    return slots.withLock { $0.insert(extent) }
  }

  /// Gives the frame back to malloc.
  public func free(_ handle: FrameHandle) throws(AllocationError) {
    giveFrame(try slots.withLock { table throws(AllocationError) in try table.remove(handle) })
  }

  /// Answers the frame's memory; the address stays until the frame is freed.
  public func extent(of handle: FrameHandle) throws(AllocationError) -> FrameExtent {
    try slots.withLock { table throws(AllocationError) in try table.find(handle) }
  }

  package func takeFrame(byteCount: Int) throws(AllocationError) -> FrameExtent {
    let rounded = try roundedFrame(byteCount)
    guard let address = unsafe aligned_alloc(64, rounded) else {
      throw .outOfMemory(byteCount: rounded, errno: errno)
    }
    unsafe memset(address, 0, rounded)
    return FrameExtent(address: UInt(bitPattern: address), byteCount: byteCount)
  }

  package func giveFrame(_ extent: FrameExtent) {
    unsafe Glibc.free(extent.bytes.baseAddress)
  }
}
