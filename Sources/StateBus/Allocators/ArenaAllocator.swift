internal import Machine
internal import Support

/// Frames cut from large mappings, by size; the memory goes back with the arena's end.
///
/// Where huge pages or a memory node are requested, frames have them or are refused. Any thread may
/// call the arena; calls take turns. A frame costs its size rounded up to 64 bytes, 24 bytes of
/// table if it has a handle, and a system call only if it needs a new mapping (2 MiB at first, then
/// twice the last, up to 64 MiB, and more for a larger frame). A freed frame serves the next
/// request of the same rounded size and is zeroed then.
public final class ArenaAllocator: PageAllocator, FrameAllocator {
  private let state: Guarded<ArenaState>

  /// An arena without mappings.
  public init(hugePages: Bool = false, node: Int? = nil) {
    state = Guarded(ArenaState(hugePages: hugePages, node: node))
  }

  /// Any thread may call; calls take turns.
  public var threading: AllocatorThreading { .locked }

  /// Allocates a zeroed frame at an address that is a multiple of 64.
  public func allocate(byteCount: Int) throws(AllocationError) -> FrameHandle {
    try state.withLock { arena throws(AllocationError) in
      arena.slots.insert(try arena.take(byteCount))
    }
  }

  /// Keeps the frame for the next request of its size.
  public func free(_ handle: FrameHandle) throws(AllocationError) {
    try state.withLock { arena throws(AllocationError) in
      arena.give(try arena.slots.remove(handle))
    }
  }

  /// Answers the frame's memory; the address stays until the frame is freed.
  public func extent(of handle: FrameHandle) throws(AllocationError) -> FrameExtent {
    try state.withLock { arena throws(AllocationError) in try arena.slots.find(handle) }
  }

  package func takeFrame(byteCount: Int) throws(AllocationError) -> FrameExtent {
    try state.withLock { arena throws(AllocationError) in try arena.take(byteCount) }
  }

  package func giveFrame(_ extent: FrameExtent) { state.withLock { $0.give(extent) } }
}

/// A mapping in an object of its own, so that an array can hold it.
private final class ArenaChunk {
  let region: MappedRegion
  init(_ region: consuming MappedRegion) { self.region = region }
}

private struct ArenaState: ~Copyable {
  var slots = FrameSlots()
  private let hugePages: Bool
  private let node: Int?
  private var chunks: [ArenaChunk] = []
  private var next: UInt = 0
  private var end: UInt = 0
  private var chunkByteCount = 2 << 20
  /// Freed frames' addresses by rounded size.
  private var spare: [Int: [UInt]] = [:]

  init(hugePages: Bool, node: Int?) {
    self.hugePages = hugePages
    self.node = node
  }

  mutating func take(_ byteCount: Int) throws(AllocationError) -> FrameExtent {
    let rounded = try roundedFrame(byteCount)
    if let address = spare[rounded]?.popLast() {
      let extent = FrameExtent(address: address, byteCount: byteCount)
      unsafe extent.bytes.initializeMemory(as: UInt8.self, repeating: 0)
      return extent
    }
    if end - next < UInt(rounded) { try map(rounded) }
    defer { next += UInt(rounded) }
    return FrameExtent(address: next, byteCount: byteCount)
  }

  mutating func give(_ extent: FrameExtent) {
    spare[(extent.byteCount + 63) / 64 * 64, default: []].append(extent.address)
  }

  private mutating func map(_ byteCount: Int) throws(AllocationError) {
    let size = max(chunkByteCount, byteCount)
    do throws(RegionError) {
      let chunk = ArenaChunk(
        try MappedRegion(byteCount: size, hugePages: hugePages, node: node))
      next = unsafe UInt(bitPattern: chunk.region.baseAddress)
      end = next + UInt(chunk.region.byteCount)
      chunks.append(chunk)
    } catch {
      throw .region(error)
    }
    chunkByteCount = min(chunkByteCount * 2, 64 << 20)
  }
}
