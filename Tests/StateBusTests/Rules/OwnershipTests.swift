import Glibc
import StateBus
import Support
import TestSupport
import Testing

/// A page has one owner and one place: commits, readers and handles use the store's own bytes.
@Suite struct OwnershipTests {
  /// Memory for two pages, freed with the last engine that has adopted it.
  @safe private final class Memory: @unchecked Sendable {
    // Safe: the memory never moves, and the tests read it between commits.
    private let bytes = UnsafeMutableRawBufferPointer.allocate(byteCount: 8192, alignment: 4096)

    init() { unsafe bytes.initializeMemory(as: UInt8.self, repeating: 5) }

    deinit { unsafe bytes.deallocate() }

    func byte(_ index: Int) -> UInt8 { unsafe bytes[index] }

    var extents: [FrameExtent] {
      let start = unsafe UInt(bitPattern: bytes.baseAddress)
      return [0, 4096].map { FrameExtent(address: start + $0, byteCount: 4096) }
    }
  }

  private func address(_ bytes: RawSpan) -> UInt {
    unsafe bytes.withUnsafeBytes { UInt(bitPattern: $0.baseAddress) }
  }

  private func change(_ page: UInt64, epoch: UInt64, to byte: UInt8) throws -> Commit {
    let bytes = [byte, byte]
    var commit = Commit()
    let header = DeltaHeader(
      id: DeltaID(epoch), page: PageID(page), epoch: Epoch(epoch), offset: 100)
    unsafe try commit.deltas.append(header, bytes: bytes.span.bytes)
    return commit
  }

  @Test(.covers("MD-66"), arguments: Variants.backends)
  func commitsChangeTheMemoryThatWasAdopted(backend: String) throws {
    let memory = Memory()
    let source = FrameSource(adopting: memory.extents, owner: memory)
    let bus = StateBus(pages: PageStore(source: source), backend: try Backend.named(backend))
    for id in [1, 2] as [UInt64] { try bus.create(PageID(id), byteCount: 4096) }
    let snapshot = bus.pages.snapshot()
    try bus.commit(try change(2, epoch: 1, to: 0xab))
    #expect((4096 + 99...4096 + 102).map(memory.byte) == [5, 0xab, 0xab, 5])
    #expect(try snapshot.image(of: PageID(2)).bytes == [UInt8](repeating: 5, count: 4096))
  }

  @Test(.covers("MD-66"), arguments: Variants.allocators)
  func readersHandlesAndViewsSeeOnePlace(allocator: String) throws {
    let bus = try StateBus.inMemory(allocator)
    try bus.create(PageID(1), byteCount: 4096)
    let handle = try #require(bus.pages.handle(on: PageID(1)))
    let place = try bus.pages.withBytes(of: PageID(1), address)
    for epoch in 1...20 as ClosedRange<UInt64> {
      try bus.commit(try change(1, epoch: epoch, to: UInt8(epoch)))
      for number in 0..<9 as Range<UInt64> {
        try bus.create(PageID(100 * epoch + number), byteCount: 4096)
      }
      #expect(handle.withBytes(address) == place)
      #expect(try bus.pages.withBytes(of: PageID(1), address) == place)
      let seen = handle.withBytes { unsafe $0.unsafeLoad(fromByteOffset: 101, as: UInt8.self) }
      #expect(seen == UInt8(epoch))
    }
  }
}
