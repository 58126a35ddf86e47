import StateBus
import TestSupport
import Testing

/// A store's page table: its size, and its behaviour with chosen ids.
@Suite struct PageTableTests {
  /// The limit excludes a page's frame, write mask and metadata.
  @Test(arguments: [1000, 4097, 50_000])
  func aPageCostsAtMost48BytesBesideItsFrame(count: Int) throws {
    let bus = try StateBus.inMemory("arena")
    for first in stride(from: 0, to: count, by: 97) {
      var commit = Commit()
      commit.creations = (first..<min(first + 97, count)).map {
        .init(id: PageID(UInt64($0) &* 0x9e37_79b9_7f4a_7c15), byteCount: 64)
      }
      try bus.commit(commit)
      let pages = bus.pages.count
      if pages >= 1000 { #expect(bus.pages.tableByteCount <= 48 * pages) }
    }
    #expect(bus.pages.count == count)
  }

  /// Ids whose products with the constant of Fibonacci hashing agree in their high halves: a
  /// directory without a key put all of them into one chain.
  @Test(arguments: [1, 2, 3] as [UInt64])
  func chosenIDsDoNotCollide(seed: UInt64) throws {
    let inverse: UInt64 = 0xf1de_83e1_9937_733d
    #expect(inverse &* 0x9e37_79b9_7f4a_7c15 == 1)
    let bus = StateBus(hashSeed: seed, backend: try Backend.preferred())
    var commit = Commit()
    commit.creations = (0..<20_000).map { .init(id: PageID($0 &* inverse), byteCount: 1) }
    try bus.commit(commit)
    #expect(bus.pages.longestProbe < 1000, "hash seed \(seed)")
    for number: UInt64 in 0..<20_000 where number % 2 == 0 {
      try bus.remove(PageID(number &* inverse))
    }
    #expect(bus.pages.count == 10_000)
    #expect(try bus.pages.info(of: PageID(inverse)).byteCount == 1)
    #expect(throws: PageError.pageNotFound(PageID(0))) { try bus.pages.info(of: PageID(0)) }
  }

  @Test(arguments: AllocatorChoice.all.map(\.name))
  func memoryThatNobodyHasIsATypedError(allocator: String) throws {
    let bus = try StateBus.inMemory(allocator)
    #expect(throws: PageError.invalidSize(.max)) { try bus.create(PageID(1), byteCount: .max) }
    let (heap, arena) = (HeapAllocator(), ArenaAllocator())
    for count in [Int.max, .max - 62, .max / 2] {
      #expect(throws: AllocationError.self) { try heap.allocate(byteCount: count) }
      #expect(throws: AllocationError.self) { try arena.allocate(byteCount: count) }
    }
  }

  @Test func aHandleOfAnotherAllocatorIsRefused() throws {
    let (one, other) = (HeapAllocator(), HeapAllocator())
    let (arena, second) = (ArenaAllocator(), ArenaAllocator())
    let handle = try one.allocate(byteCount: 64)
    _ = try other.allocate(byteCount: 64)
    #expect(throws: AllocationError.foreignHandle) { try other.free(handle) }
    let frame = try arena.allocate(byteCount: 64)
    _ = try second.allocate(byteCount: 64)
    #expect(throws: AllocationError.foreignHandle) { try second.extent(of: frame) }
    #expect(throws: AllocationError.foreignHandle) { try arena.extent(of: handle) }
    try one.free(handle)
    #expect(throws: AllocationError.staleHandle) { try one.free(handle) }
  }
}
