extension PageStore {
  /// All pages as they are between two changes, in order of id.
  public func snapshot() -> [PageImage] {
    locked { state in state.table.sortedSlots.map { state.table.image($0) } }
  }

  /// Replaces all pages by these, or none: a bad image or an id that occurs twice throws, and the
  /// pages stay as they were. Pages that handles are held on throw `pinned`.
  public func restore(_ images: [PageImage]) throws(PageError) {
    var table = PageTable(source: allocator.open(options))
    for image in images { try table.insert(image) }
    try locked { state throws(PageError) in try state.replace(&table) }
  }
}
