import StateBus
import TestSupport
import Testing

/// Removed pages, which handles still read.
@Suite struct PageHandleTests {
  /// A removed page stayed in counts, lists and digests while a handle was held; a page made again
  /// was listed twice.
  @Test(.covers("AL2", "AL4"), arguments: AllocatorChoice.all.map(\.name))
  func aRemovedPageIsGoneForEveryoneButItsHandles(allocator: String) throws {
    let bus = try StateBus.inMemory(allocator)
    let empty = bus.pages.digest(.full)
    try bus.create(PageID(1), byteCount: 256)
    let handle = try #require(bus.pages.handle(on: PageID(1)))
    try bus.remove(PageID(1))
    #expect(bus.pages.count == 0)
    #expect(bus.pages.infos().isEmpty)
    #expect(bus.pages.images().isEmpty)
    #expect(bus.pages.digest(.full) == empty)
    try bus.create(PageID(1), byteCount: 128)
    #expect(bus.pages.images().map(\.bytes.count) == [128])
    #expect(handle.withBytes { $0.byteCount } == 256)
  }

  /// The last handle gave its page back under a lock that the same thread held.
  @Test(.covers("AL2", "MD-7"))
  func theLastHandleMayGoWhileBytesAreLent() throws {
    let bus = try StateBus.inMemory()
    try bus.create(PageID(1), byteCount: 64)
    var handle = bus.pages.handle(on: PageID(1))
    try bus.remove(PageID(1))
    let count = handle?.withBytes { bytes in
      handle = nil
      return bytes.byteCount
    }
    #expect(count == 64 && handle == nil)
    #expect(bus.pages.count == 0)
    try bus.put([])
  }

  @Test(.covers("AL2"))
  func aSnapshotMayGoWhileBytesAreLent() throws {
    let bus = try StateBus.inMemory()
    try bus.create(PageID(1), byteCount: 64)
    var snapshot: Snapshot? = bus.pages.snapshot()
    try bus.pages.withBytes(of: PageID(1)) { _ in snapshot = nil }
    #expect(snapshot == nil)
    try bus.remove(PageID(1))
  }

  @Test(.covers("AL1"))
  func idsEndAndDoNotBeginAgain() throws {
    let bus = try StateBus.inMemory()
    try bus.create(PageID(.max - 1), byteCount: 8)
    #expect(try bus.makePageID() == PageID(.max))
    #expect(throws: PageError.idsExhausted) { try bus.makePageID() }
    try bus.create(PageID(5), byteCount: 8)
    #expect(throws: PageError.idsExhausted) { try bus.makePageID() }
  }
}
