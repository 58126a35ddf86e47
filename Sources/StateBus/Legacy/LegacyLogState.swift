/// The state that the original MMSB makes of its records, which a conversion must keep.
///
/// Computed byte by byte without the engine, so that the engine is checked against it.
struct LegacyLogState {
  private var pages: [UInt64: PageImage] = [:]

  /// A state of pages of zeros.
  init(sizes: [UInt64: Int]) {
    for (id, size) in sizes {
      pages[id] = PageImage(id: PageID(id), bytes: [UInt8](repeating: 0, count: size))
    }
  }

  /// The pages in id order.
  var images: [PageImage] { pages.values.sorted { $0.id < $1.id } }

  /// Applies one record: the changed bytes, the written mask, and the epoch even if it goes back.
  mutating func apply(_ record: LegacyLogRecord) throws(LegacyLogError) {
    guard var page = pages.removeValue(forKey: record.pageID) else {
      throw .unknownPage(deltaID: record.deltaID, pageID: record.pageID)
    }
    var taken = 0
    for index in record.mask.prefix(page.bytes.count).indices where record.mask[index] != 0 {
      page.bytes[index] = record.payload[record.isSparse ? taken : index]
      page.written[index / 64] |= 1 << UInt64(index % 64)
      taken += 1
    }
    page.epoch = Epoch(UInt64(record.epoch))
    pages[record.pageID] = page
  }
}
