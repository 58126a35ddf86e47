import Oracle
import Proof
import StateBus
import TestSupport
import Testing

/// Batches and commits against the reference model, on every usable backend and every allocator.
@Suite struct ApplyTests {
  static let pages: [(id: PageID, byteCount: Int)] = [
    (PageID(0), 1), (PageID(1), 64), (PageID(2), 100), (PageID(9), 4096), (PageID(.max), 8191),
  ]
  static let backends = Backend.usable.map(\.name)

  static func stores(
    _ allocator: String, backend: String? = nil
  ) throws -> (StateBus, ModelStore) {
    let store = try StateBus.inMemory(allocator, backend: backend)
    var model = ModelStore()
    for page in pages {
      try store.create(page.id, byteCount: page.byteCount)
      model.create(page.id.rawValue, byteCount: page.byteCount)
    }
    return (store, model)
  }

  static func expectEqual(_ store: StateBus, _ model: ModelStore, _ note: Comment) throws {
    for image in store.pages.images() {
      let page = try #require(model.pages[image.id.rawValue])
      #expect(image.bytes == page.bytes, note)
      #expect(image.epoch.rawValue == page.epoch, note)
      let written = page.written.indices.map { image.written[$0 / 64] >> UInt64($0 % 64) & 1 == 1 }
      #expect(written == page.written, note)
    }
    #expect(store.pages.count == model.pages.count, note)
  }

  @Test(.covers("DL3", "PG3", "CO3"), arguments: backends, PageStoreTests.allocators)
  func batchesEqualTheModel(backend: String, allocator: String) throws {
    var (store, model) = try Self.stores(allocator, backend: backend)
    let seed: UInt64 = 20
    var generator = DeltaGenerator(seed: seed, pages: Self.pages)
    for round in 0..<60 {
      var batch = DeltaBatch()
      for _ in 0..<round {
        let delta = generator.next()
        try batch.append(delta)
        model.apply(delta)
      }
      try store.apply(batch)
      try Self.expectEqual(store, model, "seed \(seed) round \(round)")
    }
  }

  @Test(.covers("CO3", "MD-13", "MD-32"), arguments: backends)
  func badRowLeavesEveryPageUntouched(backend: String) throws {
    let (store, _) = try Self.stores("heap", backend: backend)
    var generator = DeltaGenerator(seed: 21, pages: Self.pages)
    var batch = DeltaBatch()
    for _ in 0..<40 { try batch.append(generator.next()) }
    let before = store.pages.images()
    let bad: [(PlainDelta, DeltaError)] = [
      (Self.delta(page: 77, epoch: 1, offset: 0), .pageNotFound(PageID(77))),
      (Self.delta(page: 1, epoch: 999, offset: 61), .maskSizeMismatch(expected: 64, found: 65)),
    ]
    for (delta, error) in bad {
      var failing = batch
      try failing.append(delta)
      #expect(throws: BatchError(row: 40, error: error)) {
        try store.apply(failing)
      }
      #expect(store.pages.images() == before)
    }
  }

  @Test(.covers("PG4", "MD-31"), arguments: backends)
  func olderEpochIsRefusedUnlessUnchecked(backend: String) throws {
    let (store, _) = try Self.stores("heap", backend: backend)
    var batch = DeltaBatch()
    for epoch: UInt64 in [5, 5, 7] {
      try batch.append(Self.delta(page: 2, epoch: epoch, offset: 0))
    }
    try store.apply(batch)
    #expect(try store.pages.info(of: PageID(2)).epoch == Epoch(7))
    var older = DeltaBatch()
    try older.append(Self.delta(page: 2, epoch: 6, offset: 4))
    let before = store.pages.images()
    let error = DeltaError.epochRegression(page: PageID(2), previous: Epoch(7), current: Epoch(6))
    #expect(throws: BatchError(row: 0, error: error)) { try store.apply(older) }
    #expect(store.pages.images() == before)
    try store.apply(older, policy: .unchecked)
    #expect(try store.pages.info(of: PageID(2)).epoch == Epoch(6))
  }

  @Test(.covers("DL4"))
  func shortDeltaChangesOnlyItsRange() throws {
    let (store, _) = try Self.stores("arena")
    var batch = DeltaBatch()
    try batch.append(Self.delta(page: 9, epoch: 1, offset: 4092))
    try store.apply(batch)
    let image = try #require(store.pages.images().first { $0.id == PageID(9) })
    #expect(image.bytes == [UInt8](repeating: 0, count: 4092) + [1, 2, 3, 4])
    #expect(image.written[63] == 0xf << 60)
  }

  static func delta(page: UInt64, epoch: UInt64, offset: Int) -> PlainDelta {
    PlainDelta(
      header: DeltaHeader(
        id: DeltaID(1), page: PageID(page), epoch: Epoch(epoch), offset: offset),
      mask: [true, true, true, true], payload: [1, 2, 3, 4], form: .ones)
  }
}
