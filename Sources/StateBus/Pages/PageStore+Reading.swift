extension PageStore {
  /// Every page, in order of id, without its bytes and metadata.
  public func infos() -> [PageInfo] {
    locked { state in state.table.sortedSlots.map { state.table.info($0) } }
  }

  /// One page without its bytes and metadata.
  public func info(of id: PageID) throws(PageError) -> PageInfo {
    try locked { state throws(PageError) in state.table.info(try state.table.slot(of: id)) }
  }

  /// What the store has done since it was made.
  public var counters: StoreCounters { locked { $0.counters } }

  /// Lends a page's bytes, in place; the store waits meanwhile.
  public func withBytes<Result>(
    of id: PageID, _ body: (RawSpan) -> Result
  ) throws(PageError) -> Result {
    try locked { state throws(PageError) in
      unsafe body(state.table.bytes(try state.table.slot(of: id)).bytes)
    }
  }

  /// Lends a range of a page's bytes, in place; a range that is not inside the page throws.
  public func withBytes<Result>(
    of id: PageID, in range: Range<Int>, _ body: (RawSpan) -> Result
  ) throws(PageError) -> Result {
    try locked { state throws(PageError) in
      let bytes = unsafe state.table.bytes(try state.table.slot(of: id)).bytes
      guard range.lowerBound >= 0, range.upperBound <= bytes.byteCount else {
        throw .outOfRange(offset: range.lowerBound, count: range.count, size: bytes.byteCount)
      }
      return body(bytes.extracting(range))
    }
  }

  /// One bit for every byte that some delta has written, least significant first.
  public func writtenMask(of id: PageID) throws(PageError) -> [UInt64] {
    try locked { state throws(PageError) in
      unsafe state.table.frames[try state.table.slot(of: id)].writtenMask
    }
  }

  /// A copy of a page's metadata.
  public func metadata(of id: PageID) throws(PageError) -> Metadata {
    try locked { state throws(PageError) in
      state.table.metadata[try state.table.slot(of: id)] ?? Metadata()
    }
  }

  /// Replaces a page's metadata.
  public func setMetadata(_ metadata: Metadata, of id: PageID) throws(PageError) {
    try locked { state throws(PageError) in
      state.table.setMetadata(metadata, try state.table.slot(of: id))
    }
  }
}
