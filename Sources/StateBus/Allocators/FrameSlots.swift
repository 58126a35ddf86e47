internal import Synchronization

/// The frames that an allocator has given out by handle: address, length, generation by index.
///
/// Each call takes constant time; 24 bytes a slot. The owner keeps other threads off the table.
struct FrameSlots: ~Copyable {
  private struct Slot {
    var extent: FrameExtent?
    var generation: UInt32
  }

  private var slots: [Slot] = []
  private var spare: [UInt32] = []
  private let owner = nextOwner.wrappingAdd(1, ordering: .relaxed).newValue

  mutating func insert(_ extent: FrameExtent) -> FrameHandle {
    guard let index = spare.popLast() else {
      slots.append(Slot(extent: extent, generation: 0))
      return FrameHandle(index: UInt32(slots.count - 1), generation: 0, owner: owner)
    }
    slots[Int(index)].extent = extent
    return FrameHandle(index: index, generation: slots[Int(index)].generation, owner: owner)
  }

  func find(_ handle: FrameHandle) throws(AllocationError) -> FrameExtent {
    guard handle.owner == owner else { throw .foreignHandle }
    let index = Int(handle.index)
    guard index < slots.count, slots[index].generation == handle.generation,
      let extent = slots[index].extent
    else { throw .staleHandle }
    return extent
  }

  mutating func remove(_ handle: FrameHandle) throws(AllocationError) -> FrameExtent {
    let extent = try find(handle)
    slots[Int(handle.index)].extent = nil
    slots[Int(handle.index)].generation &+= 1
    // An index whose generations are used up is never given out again.
    if slots[Int(handle.index)].generation != 0 { spare.append(handle.index) }
    return extent
  }

  /// Empties the table and answers the frames that were given out, by index.
  mutating func removeAll() -> [FrameExtent] {
    defer { (slots, spare) = ([], []) }
    return slots.compactMap(\.extent)
  }
}

/// The last number given to a table of the process; numbers repeat after 2^32 tables.
private let nextOwner = Atomic<UInt32>(0)
