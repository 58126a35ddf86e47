internal import Support

/// An allocator behind closures, so that the page store needs no generic parameter.
package struct FrameSource: Sendable {
  /// The allocator's name.
  package let name: String
  /// Takes a frame of that many bytes.
  package let take: @Sendable (_ byteCount: Int) throws(AllocationError) -> FrameExtent
  /// Gives back a frame that `take` gave.
  package let give: @Sendable (_ extent: FrameExtent) -> Void

  /// The frames of an allocator, counted.
  package init(name: String, _ allocator: some FrameAllocator) {
    self.name = name
    take = { byteCount throws(AllocationError) in
      let extent = try allocator.takeFrame(byteCount: byteCount)
      let lane = EngineCounters.lane
      lane.add(1, to: .framesAllocated)
      lane.add(byteCount, to: .frameBytesAllocated)
      return extent
    }
    give = { extent in
      allocator.giveFrame(extent)
      EngineCounters.lane.add(1, to: .framesFreed)
    }
  }

  /// Memory that exists already, such as a mapped file's pages, frame by frame in this order.
  ///
  /// A page takes the next frame with the bytes that are in it, and must have its size. `owner`
  /// keeps the memory alive. Frames that pages give back are not given out again.
  package init(adopting extents: [FrameExtent], owner: any AnyObject & Sendable) {
    let rest = Remaining(extents)
    name = "adopted"
    take = { byteCount throws(AllocationError) in
      try withExtendedLifetime(owner) { () throws(AllocationError) in try rest.take(byteCount) }
    }
    give = { _ in withExtendedLifetime(owner) {} }
  }
}

/// The frames of adopted memory that no page has taken yet.
private final class Remaining: Sendable {
  private let extents: Guarded<ArraySlice<FrameExtent>>

  init(_ extents: [FrameExtent]) { self.extents = Guarded(extents[...]) }

  func take(_ byteCount: Int) throws(AllocationError) -> FrameExtent {
    try extents.withLock { rest throws(AllocationError) in
      guard rest.first?.byteCount == byteCount, let next = rest.popFirst() else {
        throw .nothingToAdopt(byteCount: byteCount)
      }
      return next
    }
  }
}
