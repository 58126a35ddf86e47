import Oracle
import Proof
import StateBus
import TestSupport
import Testing

/// Images of all pages: consistent, complete, and restored as a whole or not at all.
@Suite struct SnapshotTests {
  @Test(.covers("AL5", "MD-30", "MD-8"))
  func snapshotNeverHoldsHalfABatch() throws {
    let store = try StateBus.inMemory()
    for id: UInt64 in 0..<8 { try store.create(PageID(7 - id), byteCount: 256) }
    let torn = Threads.run(3) { worker in
      guard worker > 0 else {
        var torn = 0
        for _ in 0..<400 {
          let images = store.pages.images()
          let bytes = Set(images.map { Set($0.bytes) })
          if bytes.count != 1 || bytes.first?.count != 1 { torn += 1 }
          if images.map(\.id) != images.map(\.id).sorted() { torn += 1 }
        }
        return torn
      }
      for round in 0..<400 { Self.fill(store, UInt8(truncatingIfNeeded: round * 2 + worker)) }
      return 0
    }
    #expect(torn == [0, 0, 0])
  }

  static func fill(_ store: StateBus, _ byte: UInt8, pages: UInt64 = 8, _ byteCount: Int = 256) {
    var batch = DeltaBatch()
    let bytes = [UInt8](repeating: byte, count: byteCount)
    for id: UInt64 in 0..<pages {
      let header = DeltaHeader(id: DeltaID(1), page: PageID(id), epoch: Epoch(1))
      do {
        unsafe try batch.append(header, bytes: bytes.span.bytes)
      } catch { Issue.record(error) }
    }
    do { try store.apply(batch) } catch { Issue.record(error) }
  }

  @Test(.covers("AL5", "MD-29"), arguments: Variants.allocators)
  func snapshotHoldsMaskAndMetadata(allocator: String) throws {
    let (store, _) = try SamplePages.engine(allocator)
    var generator = DeltaGenerator(seed: 61, pages: SamplePages.all)
    var batch = DeltaBatch()
    for _ in 0..<30 { try batch.append(generator.next()) }
    try store.apply(batch)
    var metadata = Metadata()
    try metadata.insert([1], for: "k")
    try store.setMetadata(metadata, of: PageID(9))
    let copy = try StateBus.inMemory(allocator)
    try copy.create(PageID(1234), byteCount: 5)
    try copy.put(store.pages.images())
    #expect(copy.pages.images() == store.pages.images())
    #expect(copy.pages.digest(.full) == store.pages.digest(.full))
    #expect(try copy.pages.writtenMask(of: PageID(9)) == store.pages.writtenMask(of: PageID(9)))
  }

  @Test(.covers("AL6", "MD-28"), arguments: Variants.allocators)
  func badImageLeavesTheStoreAsItWas(allocator: String) throws {
    let (store, _) = try SamplePages.engine(allocator)
    let before = store.pages.images()
    let good = PageImage(id: PageID(1), bytes: [1, 2, 3])
    let stray = PageImage(id: PageID(2), bytes: [1, 2, 3], written: [8])
    #expect(throws: PageError.alreadyExists(PageID(1))) { try store.put([good, good]) }
    #expect(throws: PageError.invalidSize(0)) {
      try store.put([good, PageImage(id: PageID(5), bytes: [])])
    }
    #expect(throws: PageError.imageMismatch(PageID(2), size: 3, found: 64)) {
      try store.put([good, stray])
    }
    #expect(store.pages.images() == before)
  }

  @Test(.covers("CO3", "AL1"))
  func commitIsAllOrNothing() throws {
    let store = try StateBus.inMemory()
    try store.create(PageID(1), byteCount: 16)
    let before = store.pages.images()
    let counters = store.pages.counters
    var bad: [(Commit, CommitError)] = []
    var commit = Commit()
    commit.creations = [.init(id: PageID(2), byteCount: 8), .init(id: PageID(1), byteCount: 8)]
    bad.append((commit, .creation(.alreadyExists(PageID(1)))))
    commit = Commit()
    commit.creations = [.init(id: PageID(2), byteCount: 8)]
    commit.removals = [PageID(2), PageID(2)]
    bad.append((commit, .removal(.pageNotFound(PageID(2)))))
    commit.removals = []
    commit.metadata = [.init(page: PageID(3), metadata: Metadata())]
    bad.append((commit, .metadata(.pageNotFound(PageID(3)))))
    commit.metadata = []
    try commit.deltas.append(SamplePages.delta(page: 2, epoch: 1, offset: 0))
    try commit.deltas.append(SamplePages.delta(page: 2, epoch: 1, offset: 5))
    let row = BatchError(row: 1, error: .maskSizeMismatch(expected: 8, found: 9))
    bad.append((commit, .delta(row)))
    for (commit, error) in bad {
      #expect(throws: StateBusError.commit(error)) { try store.commit(commit) }
      #expect(store.pages.images() == before && store.pages.counters == counters)
    }
  }
}
