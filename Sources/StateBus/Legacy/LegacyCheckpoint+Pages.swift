extension LegacyCheckpoint {
  /// The checkpoint that the original would make of these pages, in id order.
  ///
  /// The format has no written mask: pages that are read back count as never written.
  package init(_ images: [PageImage], logOffset: UInt64) throws(LegacyCheckpointError) {
    self.init(logOffset: logOffset, pages: [])
    for image in images.sorted(by: { $0.id < $1.id }) {
      guard let epoch = UInt32(exactly: image.epoch.rawValue) else {
        throw .epochTooLarge(image.epoch.rawValue)
      }
      pages.append(
        Page(
          id: image.id.rawValue, epoch: epoch, location: image.location.rawValue,
          metadata: image.metadata.blob, data: image.bytes))
    }
  }

  /// The pages as values that a store can restore.
  package func images() throws(LegacyCheckpointError) -> [PageImage] {
    var images: [PageImage] = []
    for page in pages {
      do throws(PageError) {
        images.append(
          PageImage(
            id: PageID(page.id), location: try PageLocation(tag: page.location),
            epoch: Epoch(UInt64(page.epoch)), metadata: try Metadata(blob: page.metadata),
            bytes: page.data))
      } catch {
        throw .badPage(id: page.id, error)
      }
    }
    return images
  }

  /// The size of each page, with which a replay of the log begins.
  package var sizes: [PageID: Int] {
    Dictionary(uniqueKeysWithValues: pages.map { (PageID($0.id), $0.data.count) })
  }
}
