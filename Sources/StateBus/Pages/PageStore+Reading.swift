package import Machine

// Reading: one page at a time, or several behind the same commit.
extension PageStore {
  /// The number of pages.
  public var count: Int { locked { $0.table.count } }

  /// The end of the last commit that readers see.
  public var position: CommitPosition { locked { $0.position } }

  /// Every page, in order of id, without its bytes and metadata.
  public func infos() -> [PageInfo] {
    locked { state in state.table.sortedSlots.map { state.table.info($0) } }
  }

  /// One page without its bytes and metadata.
  public func info(of id: PageID) throws(PageError) -> PageInfo {
    try read { view throws(PageError) in try view.info(of: id) }
  }

  /// What the store has done since it was made.
  public var counters: StoreCounters { locked { $0.counters } }

  /// Lends a page's bytes, in place; the store waits meanwhile.
  public func withBytes<Result>(
    of id: PageID, _ body: (RawSpan) -> Result
  ) throws(PageError) -> Result {
    try read { view throws(PageError) in try view.withBytes(of: id, body) }
  }

  /// Lends a range of a page's bytes, in place; a range that is not inside the page throws.
  public func withBytes<Result>(
    of id: PageID, in range: Range<Int>, _ body: (RawSpan) -> Result
  ) throws(PageError) -> Result {
    try read { view throws(PageError) in
      try view.withBytes(of: id) { bytes throws(PageError) in
        guard range.lowerBound >= 0, range.upperBound <= bytes.byteCount else {
          throw .outOfRange(offset: range.lowerBound, count: range.count, size: bytes.byteCount)
        }
        return body(bytes.extracting(range))
      }
    }
  }

  /// One bit for every byte that some delta has written, least significant first.
  public func writtenMask(of id: PageID) throws(PageError) -> [UInt64] {
    try locked { state throws(PageError) in
      unsafe state.table.masks.words(of: state.table.frames[try state.table.slot(of: id)])
    }
  }

  /// A copy of a page's metadata.
  public func metadata(of id: PageID) throws(PageError) -> Metadata {
    try locked { state throws(PageError) in
      state.table.metadata[try state.table.slot(of: id)] ?? Metadata()
    }
  }

  /// Lends all pages as they are behind one commit; the store waits meanwhile.
  ///
  ///     let (from, to) = try bus.pages.read { view in
  ///       (try view.withBytes(of: a) { balance($0) }, try view.withBytes(of: b) { balance($0) })
  ///     }
  public func read<Result, Failure: Error>(
    _ body: (borrowing PageView) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    try locked { (state: inout StoreState) throws(Failure) -> Result in
      try unsafe withUnsafePointer(to: &state) { (pointer) throws(Failure) -> Result in
        try body(unsafe PageView(pointer))
      }
    }
  }

  /// Takes the dirty mark from pages that no commit behind `position` has changed.
  package func markClean(upTo position: CommitPosition) {
    locked { state in
      // A local pointer: under the thread sanitizer Swift 6.3.1 can't compile a store through the
      // table's own.
      guard state.table.count > 0 else { return }
      let frames = unsafe state.table.frames
      for slot in state.table.sortedSlots where unsafe frames[slot].position <= position {
        unsafe frames[slot].isDirty = false
      }
    }
  }
}

extension PageStore {
  /// On which memory nodes a sample of its pages' bytes lies, evenly spread over the pages; nil
  /// where the kernel doesn't tell, or there is no page.
  package func residency(
    sampleCount: Int = PageResidency.sampleCount
  ) -> PageResidency? {
    locked { state -> PageResidency? in
      let slots = state.table.sortedSlots
      let count = min(slots.count, sampleCount)
      guard count > 0 else { return nil }
      let addresses = (0..<count).map { index in
        let frame = unsafe state.table.frames[slots[index * slots.count / count]]
        // Another part of each page, so that all parts of large ones are looked at.
        return unsafe UInt(bitPattern: frame.base + Int(frame.byteCount) * index / count)
      }
      let byteCount = slots.reduce(0) { unsafe $0 + Int(state.table.frames[$1].byteCount) }
      return PageResidency.query(addresses: addresses, byteCount: byteCount)
    }
  }
}

/// All pages of a store behind one commit, for the length of a call.
@safe
public struct PageView: ~Copyable {
  // Safe: a view is only lent, while the store's lock is held.
  private let state: UnsafePointer<StoreState>

  fileprivate init(_ state: UnsafePointer<StoreState>) { unsafe self.state = unsafe state }

  /// The end of the last commit that it has.
  public var position: CommitPosition { unsafe state.pointee.position }

  /// The number of pages.
  public var count: Int { unsafe state.pointee.table.count }

  /// A page without its bytes and metadata.
  public func info(of id: PageID) throws(PageError) -> PageInfo {
    let slot = try unsafe state.pointee.table.slot(of: id)
    return unsafe state.pointee.table.info(slot)
  }

  /// Lends a page's bytes, in place.
  public func withBytes<Result>(
    of id: PageID, _ body: (RawSpan) throws(PageError) -> Result
  ) throws(PageError) -> Result {
    let slot = try unsafe state.pointee.table.slot(of: id)
    return try body(unsafe state.pointee.table.bytes(slot).bytes)
  }
}
