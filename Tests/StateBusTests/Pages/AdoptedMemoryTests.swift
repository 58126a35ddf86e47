import StateBus
import Support
import TestSupport
import Testing

/// Pages in memory that existed before the engine adopted it.
@Suite struct AdoptedMemoryTests {
  @Test func pagesOfAMappedFileAreReadAndWrittenInPlace() throws {
    let folder = try TestFolder()
    let bytes = (0..<8192).map { UInt8(truncatingIfNeeded: $0 / 4096 + 1) }
    let mapping = try File(updating: folder.write(bytes, "pages")).map(byteCount: 8192)
    let start = UInt(bitPattern: unsafe mapping.bytes.baseAddress)
    let frames = (0..<2).map { FrameExtent(address: start + UInt($0) * 4096, byteCount: 4096) }
    let bus = StateBus(
      pages: PageStore(source: FrameSource(adopting: frames, owner: mapping)),
      backend: try Backend.preferred())
    for id: UInt64 in 0..<2 { try bus.create(PageID(id), byteCount: 4096) }
    #expect(bus.pages.images().map { Set($0.bytes) } == [[1], [2]])
    var batch = DeltaBatch()
    let header = DeltaHeader(id: DeltaID(1), page: PageID(1), epoch: Epoch(1), offset: 4095)
    unsafe try batch.append(header, bytes: [UInt8(9)].span.bytes)
    try bus.apply(batch)
    try mapping.sync()
    #expect(try folder.bytes("pages").last == 9)
    #expect(bus.pages.allocatorName == "adopted")
    let nothing = PageError.allocationFailed(.nothingToAdopt(byteCount: 4096))
    #expect(throws: nothing) { try bus.create(PageID(2), byteCount: 4096) }
  }

  @Test func aPageOfAnotherSizeIsRefused() throws {
    let region = try MappedRegion(byteCount: 4096)
    let start = UInt(bitPattern: unsafe region.baseAddress)
    let frames = [FrameExtent(address: start, byteCount: 4096)]
    let bus = StateBus(
      pages: PageStore(source: FrameSource(adopting: frames, owner: Owner())),
      backend: try Backend.preferred())
    let nothing = PageError.allocationFailed(.nothingToAdopt(byteCount: 64))
    #expect(throws: nothing) { try bus.create(PageID(2), byteCount: 64) }
    try bus.create(PageID(2), byteCount: 4096)
  }

  private final class Owner: Sendable {}
}
