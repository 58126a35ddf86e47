import StateBus
import Support
import TestSupport
import Testing

/// Every limit has its own error: a value at the limit passes, and one more fails.
@Suite struct LimitTests {
  @Test(.covers("X12"), arguments: Variants.allocators)
  func aPageHasAtLeastOneByte(allocator: String) throws {
    let bus = try StateBus.inMemory(allocator)
    for byteCount in [0, -1, .min] {
      #expect(throws: PageError.invalidSize(byteCount)) {
        try bus.create(PageID(1), byteCount: byteCount)
      }
    }
    try bus.create(PageID(1), byteCount: 1)
    #expect(bus.pages.count == 1)
  }

  @Test(.covers("X12"), arguments: Variants.allocators)
  func aPageHasLessThanFourGibibytes(allocator: String) throws {
    let bus = try StateBus.inMemory(allocator)
    for byteCount in [1 << 32, .max] {
      #expect(throws: PageError.invalidSize(byteCount)) {
        try bus.create(PageID(1), byteCount: byteCount)
      }
    }
    #expect(bus.pages.count == 0)
  }

  @Test(.covers("X12"), arguments: Variants.backends, [1, 64, 100, 4096])
  func aDeltaEndsWhereItsPageEnds(backend: String, size: Int) throws {
    let bus = try StateBus.inMemory(backend: backend)
    try bus.create(PageID(1), byteCount: size)
    let (one, two): ([UInt8], [UInt8]) = ([9], [9, 9])
    var fits = DeltaBatch()
    let header = DeltaHeader(
      id: DeltaID(1), page: PageID(1), epoch: Epoch(1), offset: size - 1)
    unsafe try fits.append(header, bytes: one.span.bytes)
    var reaches = DeltaBatch()
    unsafe try reaches.append(header, bytes: two.span.bytes)
    let error = DeltaError.maskSizeMismatch(expected: size, found: size + 1)
    #expect(throws: BatchError(row: 0, error: error)) { try bus.apply(reaches) }
    try bus.apply(fits)
    #expect(try bus.pages.info(of: PageID(1)).epoch == Epoch(1))
  }

  @Test(.covers("X12"))
  func theLastIDIsGivenOutOnce() throws {
    let bus = try StateBus.inMemory()
    try bus.create(PageID(.max - 1), byteCount: 1)
    #expect(try bus.create(byteCount: 1) == PageID(.max))
    #expect(throws: PageError.idsExhausted) { try bus.create(byteCount: 1) }
  }

  @Test(.covers("X12"))
  func anOldEpochHas32Bits() throws {
    var image = PageImage(id: PageID(1), bytes: [1])
    image.epoch = Epoch(UInt64(UInt32.max))
    #expect(try LegacyCheckpoint([image], logOffset: 0).pages[0].epoch == .max)
    image.epoch = Epoch(1 << 32)
    #expect(throws: LegacyCheckpointError.epochTooLarge(1 << 32)) {
      try LegacyCheckpoint([image], logOffset: 0)
    }
  }
}
