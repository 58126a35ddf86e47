public import Oracle
public import Proof
public import StateBus
public import Testing

/// Sample pages of notable sizes, in an engine and in the reference model.
public enum SamplePages {
  /// Ids and sizes: the edges of words and pages, and the largest id.
  public static let all: [(id: PageID, byteCount: Int)] = [
    (PageID(0), 1), (PageID(1), 64), (PageID(2), 100), (PageID(9), 4096), (PageID(.max), 8191),
  ]

  /// An engine in memory and a model with these pages.
  public static func engine(
    _ allocator: String, backend: String? = nil
  ) throws -> (StateBus, ModelStore) {
    let store = try StateBus.inMemory(allocator, backend: backend)
    var model = ModelStore()
    for page in all {
      try store.create(page.id, byteCount: page.byteCount)
      model.create(page.id.rawValue, byteCount: page.byteCount)
    }
    return (store, model)
  }

  /// Expects the engine to hold the same pages as the model.
  public static func expectEqual(_ store: StateBus, _ model: ModelStore, _ note: Comment) throws {
    for image in store.pages.images() {
      let page = try #require(model.pages[image.id.rawValue])
      #expect(image.bytes == page.bytes, note)
      #expect(image.epoch.rawValue == page.epoch, note)
      let written = page.written.indices.map { image.written[$0 / 64] >> UInt64($0 % 64) & 1 == 1 }
      #expect(written == page.written, note)
    }
    #expect(store.pages.count == model.pages.count, note)
  }

  /// A delta of four bytes.
  public static func delta(page: UInt64, epoch: UInt64, offset: Int) -> PlainDelta {
    PlainDelta(
      header: DeltaHeader(
        id: DeltaID(1), page: PageID(page), epoch: Epoch(epoch), offset: offset),
      mask: [true, true, true, true], payload: [1, 2, 3, 4], form: .ones)
  }
}
