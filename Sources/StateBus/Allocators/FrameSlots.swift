/// The frames that an allocator has given out: address, length and generation by index.
///
/// Constant time; 24 bytes a slot. Not for several threads by itself.
struct FrameSlots: ~Copyable {
  private struct Slot {
    var extent: FrameExtent?
    var generation: UInt32
  }

  private var slots: [Slot] = []
  private var spare: [UInt32] = []

  /// Frames given out and not taken back.
  var liveCount: Int { slots.count - spare.count }

  mutating func insert(_ extent: FrameExtent) -> FrameHandle {
    guard let index = spare.popLast() else {
      slots.append(Slot(extent: extent, generation: 0))
      return FrameHandle(index: UInt32(slots.count - 1), generation: 0)
    }
    slots[Int(index)].extent = extent
    return FrameHandle(index: index, generation: slots[Int(index)].generation)
  }

  func find(_ handle: FrameHandle) throws(AllocationError) -> FrameExtent {
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
    spare.append(handle.index)
    return extent
  }

  /// Empties the table and answers what was live, by index.
  mutating func removeAll() -> [FrameExtent] {
    defer { (slots, spare) = ([], []) }
    return slots.compactMap(\.extent)
  }
}
