import Oracle
import Proof
import StateBus
import Support
import TestSupport
import Testing

/// Stores of every allocator against the reference model.
@Suite struct PageStoreTests {

  @Test(.covers("PG1", "T3"), arguments: Variants.allocators)
  func newPageIsZeroAndUnwritten(allocator: String) throws {
    let store = try StateBus.inMemory(allocator)
    #expect(throws: PageError.invalidSize(0)) { try store.create(PageID(0), byteCount: 0) }
    for size in 1...4097 {
      let id = PageID(UInt64(size))
      try store.create(id, byteCount: size)
      let isZero = try store.pages.withBytes(of: id) { bytes in
        bytes.byteCount == size
          && (0..<size).allSatisfy {
            unsafe bytes.unsafeLoad(fromByteOffset: $0, as: UInt8.self) == 0
          }
      }
      #expect(isZero)
      #expect(
        try store.pages.writtenMask(of: id) == [UInt64](repeating: 0, count: (size + 63) / 64))
      #expect(try store.pages.info(of: id).epoch == .zero)
      #expect(try store.pages.metadata(of: id) == Metadata())
    }
  }

  @Test(.covers("PG1"), arguments: Variants.allocators)
  func recycledFrameReadsZero(allocator: String) throws {
    let store = try StateBus.inMemory(allocator)
    for round in 0..<20 {
      let id = PageID(UInt64(round))
      try store.create(id, byteCount: 4096)
      let sum = try store.pages.withBytes(of: id) { bytes in
        (0..<4096).reduce(0) {
          unsafe $0 + Int(bytes.unsafeLoad(fromByteOffset: $1, as: UInt8.self))
        }
      }
      #expect(sum == 0)
      var batch = DeltaBatch()
      let bytes = [UInt8](repeating: 0xee, count: 4096)
      unsafe try batch.append(
        DeltaHeader(id: DeltaID(1), page: id, epoch: Epoch(1)), bytes: bytes.span.bytes)
      try store.apply(batch)
      try store.remove(id)
    }
  }

  @Test(.covers("PG2"), arguments: Variants.allocators)
  func rangeOutsideThePageIsRefused(allocator: String) throws {
    let store = try StateBus.inMemory(allocator)
    try store.create(PageID(1), byteCount: 100)
    #expect(try store.pages.withBytes(of: PageID(1), in: 40..<100) { $0.byteCount } == 60)
    #expect(throws: PageError.outOfRange(offset: 40, count: 61, size: 100)) {
      try store.pages.withBytes(of: PageID(1), in: 40..<101) { $0.byteCount }
    }
    #expect(throws: PageError.pageNotFound(PageID(2))) {
      try store.pages.withBytes(of: PageID(2)) { $0.byteCount }
    }
  }

  @Test(.covers("AL1", "MD-5"), arguments: Variants.allocators)
  func oneOfManyRacingThreadsGetsAnID(allocator: String) throws {
    let store = try StateBus.inMemory(allocator)
    let created = Threads.run(64) { _ in
      do { try store.create(PageID(7), byteCount: 64) } catch { return 0 }
      return 1
    }
    #expect(created.reduce(0, +) == 1)
    #expect(throws: PageError.alreadyExists(PageID(7))) {
      try store.create(PageID(7), byteCount: 64)
    }
    let ids = Threads.run(8) { _ in
      (0..<200).map { _ in (try? store.create(byteCount: 16))?.rawValue ?? 0 }
    }
    #expect(Set(ids.joined()).count == 1600)
    try store.put(store.pages.images())
    #expect(try store.create(byteCount: 16).rawValue > ids.joined().max() ?? .max)
  }

  @Test(.covers("AL2", "MD-7"), arguments: Variants.allocators)
  func heldHandleReadsOnAfterRemoval(allocator: String) throws {
    let store = try StateBus.inMemory(allocator)
    try store.create(PageID(1), byteCount: 256)
    var batch = DeltaBatch()
    let bytes = [UInt8](repeating: 0x5a, count: 256)
    unsafe try batch.append(
      DeltaHeader(id: DeltaID(1), page: PageID(1), epoch: Epoch(1)), bytes: bytes.span.bytes)
    try store.apply(batch)
    let handle = try #require(store.pages.handle(on: PageID(1)))
    try store.remove(PageID(1))
    #expect(store.pages.handle(on: PageID(1)) == nil)
    try store.create(PageID(1), byteCount: 256)  // reuses the frame if the frame is free
    let last = handle.withBytes { unsafe $0.unsafeLoad(fromByteOffset: 255, as: UInt8.self) }
    #expect(last == 0x5a)
    #expect(throws: PageError.pinned(PageID(1))) { try store.put([]) }
  }

  @Test(.covers("AL3", "AL4"), arguments: Variants.allocators)
  func countsBalanceAfterARandomLife(allocator: String) throws {
    let store = try StateBus.inMemory(allocator)
    var random = SplitMix64(seed: 11)
    var live: Set<UInt64> = []
    for _ in 0..<2000 {
      let id = UInt64.random(in: 0..<64, using: &random)
      if live.contains(id) {
        if Bool.random(using: &random) {
          try store.remove(PageID(id))
        } else {
          #expect(try store.release(PageID(id)).bytes.count == Int(id) + 1)
        }
        live.remove(id)
      } else {
        #expect(throws: PageError.pageNotFound(PageID(id))) { try store.remove(PageID(id)) }
        try store.create(PageID(id), byteCount: Int(id) + 1)
        live.insert(id)
      }
      #expect(store.pages.counters.allocations - store.pages.counters.frees == live.count)
    }
    #expect(store.pages.infos().map(\.id.rawValue) == live.sorted())
    #expect(store.pages.count == live.count)
  }

  @Test(.covers("PG6", "PG5", "MD-33"))
  func metadataIsAValueInOrder() throws {
    let store = try StateBus.inMemory()
    try store.create(PageID(1), byteCount: 8)
    var metadata = Metadata()
    try metadata.insert([1, 2, 3], for: "mode")
    #expect(
      metadata.blob == [1, 0, 0, 0, 4, 0, 0, 0] + Array("mode".utf8) + [3, 0, 0, 0, 1, 2, 3])
    try store.setMetadata(metadata, of: PageID(1))
    var image = try #require(store.pages.images().first)
    try image.metadata.insert([9], for: "other")
    image.bytes[0] = 1
    #expect(try store.pages.metadata(of: PageID(1)) == metadata)
    #expect(store.pages.images().first?.bytes[0] == 0)
    try metadata.insert([], for: "b")
    try metadata.insert([4], for: "mode")
    #expect(metadata.entries.map(\.key) == ["b", "mode"])
    #expect(Metadata().blob.isEmpty)
  }

  @Test(.covers("PG5", "MD-33"), arguments: Variants.allocators)
  func aCopyOfAPageSharesNothingWithIt(allocator: String) throws {
    let store = try StateBus.inMemory(allocator)
    try store.create(PageID(1), byteCount: 100)
    try store.apply(Self.batch(page: 1, epoch: 3, offset: 10))
    let before = (store.pages.digest(.full), try #require(store.pages.images().first))
    var copy = before.1
    copy.bytes[0] = 9
    copy.written[0] |= 1
    copy.epoch = Epoch(77)
    try copy.metadata.insert([1], for: "k")
    #expect(store.pages.digest(.full) == before.0)
    #expect(store.pages.images() == [before.1])
    // The copy stays as the page changes.
    let kept = copy
    try store.apply(Self.batch(page: 1, epoch: 4, offset: 50))
    #expect(copy == kept && store.pages.images() != [before.1])
  }

  /// The digest omitted the location, so two states that differ only in location were equal.
  @Test(arguments: [PageLocation.gpu, .unified])
  func theFullDigestHoldsTheLocation(location: PageLocation) throws {
    let (here, there) = (try StateBus.inMemory(), try StateBus.inMemory())
    try here.create(PageID(1), byteCount: 8)
    try there.create(PageID(1), byteCount: 8, location: location)
    #expect(here.pages.digest(.data) == there.pages.digest(.data))
    #expect(here.pages.digest(.full) != there.pages.digest(.full))
    #expect(try there.pages.info(of: PageID(1)).location == location)
  }

  private static func batch(page: UInt64, epoch: UInt64, offset: Int) throws -> DeltaBatch {
    var batch = DeltaBatch()
    let header = DeltaHeader(
      id: DeltaID(1), page: PageID(page), epoch: Epoch(epoch), offset: offset)
    unsafe try batch.append(header, bytes: [UInt8](repeating: 0xee, count: 20).span.bytes)
    return batch
  }
}
