import Oracle
import Proof
import StateBus
import Support
import TestSupport
import Testing

/// Batches and commits against the reference model, on every usable backend and every allocator.
@Suite struct ApplyTests {
  @Test(.covers("DL3", "PG3", "CO3"), arguments: Variants.backends, Variants.allocators)
  func batchesEqualTheModel(backend: String, allocator: String) throws {
    var (store, model) = try SamplePages.engine(allocator, backend: backend)
    let seed: UInt64 = 20
    var generator = DeltaGenerator(seed: seed, pages: SamplePages.all)
    for round in 0..<60 {
      var batch = DeltaBatch()
      for _ in 0..<round {
        let delta = generator.next()
        try batch.append(delta)
        model.apply(delta)
      }
      try store.apply(batch)
      try SamplePages.expectEqual(store, model, "seed \(seed) round \(round)")
    }
  }

  /// Ids that agree in all low bits, so that each guess of a page is wrong; and commits that touch
  /// other pages than the ones before, so that guesses of those are stale.
  @Test(.covers("DL3"), arguments: [1, 512, 1 << 40])
  func pagesWhoseIdsAgreeInTheirLowBitsAreToldApart(distance: UInt64) throws {
    let store = try StateBus.inMemory()
    let ids = (0..<20).map { PageID(7 + UInt64($0) * distance) }
    for id in ids { try store.create(id, byteCount: 64) }
    print("seed 22")
    var random = SplitMix64(seed: 22)
    var expected = [UInt64: UInt8](uniqueKeysWithValues: ids.map { ($0.rawValue, 0) })
    for round in 0..<40 {
      var batch = DeltaBatch()
      let some = ids.shuffled(using: &random).prefix(1 + round % 5)
      for row in 0..<30 {
        guard let id = some.randomElement(using: &random) else { continue }
        let value = UInt8(truncatingIfNeeded: row + round)
        let header = DeltaHeader(id: DeltaID(1), page: id, epoch: Epoch(1), offset: 9)
        try batch.append(PlainDelta(header: header, mask: [true], payload: [value], form: .ones))
        expected[id.rawValue] = value
      }
      try store.apply(batch)
    }
    for id in ids {
      let byte = try store.pages.withBytes(of: id) {
        unsafe $0.unsafeLoad(fromByteOffset: 9, as: UInt8.self)
      }
      #expect(byte == expected[id.rawValue])
    }
  }

  @Test(.covers("CO3", "MD-13", "MD-32"), arguments: Variants.backends)
  func badRowLeavesEveryPageUntouched(backend: String) throws {
    let (store, _) = try SamplePages.engine("heap", backend: backend)
    var generator = DeltaGenerator(seed: 21, pages: SamplePages.all)
    var batch = DeltaBatch()
    for _ in 0..<40 { try batch.append(generator.next()) }
    let before = store.pages.images()
    let bad: [(PlainDelta, DeltaError)] = [
      (SamplePages.delta(page: 77, epoch: 1, offset: 0), .pageNotFound(PageID(77))),
      (
        SamplePages.delta(page: 1, epoch: 999, offset: 61),
        .maskSizeMismatch(expected: 64, found: 65)
      ),
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

  @Test(.covers("PG4", "MD-31"), arguments: Variants.backends)
  func olderEpochIsRefusedUnlessUnchecked(backend: String) throws {
    let (store, _) = try SamplePages.engine("heap", backend: backend)
    var batch = DeltaBatch()
    for epoch: UInt64 in [5, 5, 7] {
      try batch.append(SamplePages.delta(page: 2, epoch: epoch, offset: 0))
    }
    try store.apply(batch)
    #expect(try store.pages.info(of: PageID(2)).epoch == Epoch(7))
    var older = DeltaBatch()
    try older.append(SamplePages.delta(page: 2, epoch: 6, offset: 4))
    let before = store.pages.images()
    let error = DeltaError.epochRegression(page: PageID(2), previous: Epoch(7), current: Epoch(6))
    #expect(throws: BatchError(row: 0, error: error)) { try store.apply(older) }
    #expect(store.pages.images() == before)
    try store.apply(older, policy: .unchecked)
    #expect(try store.pages.info(of: PageID(2)).epoch == Epoch(6))
  }

  @Test(.covers("DL4"))
  func shortDeltaChangesOnlyItsRange() throws {
    let (store, _) = try SamplePages.engine("arena")
    var batch = DeltaBatch()
    try batch.append(SamplePages.delta(page: 9, epoch: 1, offset: 4092))
    try store.apply(batch)
    let image = try #require(store.pages.images().first { $0.id == PageID(9) })
    #expect(image.bytes == [UInt8](repeating: 0, count: 4092) + [1, 2, 3, 4])
    #expect(image.written[63] == 0xf << 60)
  }
}
