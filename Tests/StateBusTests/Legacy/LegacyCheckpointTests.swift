import Oracle
import StateBus
import Support
import TestSupport
import Testing

@Suite struct LegacyCheckpointTests {
  @Test(.covers("CK1", "MD-27")) func goldenCheckpointReadsWhole() throws {
    let checkpoint = try read(Golden.bytes(LegacyFixture.checkpoint))
    #expect(checkpoint.pages.count == 12)
    #expect(try checkpoint.logOffset == UInt64(Golden.bytes(LegacyFixture.log).count))
    #expect(checkpoint.pages.map(\.data.count).min() == 16)
    #expect(checkpoint.pages.map(\.data.count).max() == 8192)
    #expect(checkpoint.pages.contains { $0.location != 0 })
    #expect(checkpoint.pages.contains { !$0.metadata.isEmpty })
  }

  @Test(.covers("CK1", "MD-63")) func goldenCheckpointWritesBackByteForByte() throws {
    let bytes = try Golden.bytes(LegacyFixture.checkpoint)
    #expect(try read(bytes).encoded() == bytes)
  }

  @Test(.covers("CK1")) func versionOneReadsTheSame() throws {
    let fixture = Array("MMSBSNAP".utf8) + [1, 0, 0, 0, 0, 0, 0, 0, 12, 0, 0, 0, 0, 0, 0, 0]
    #expect(try read(fixture) == LegacyCheckpoint(logOffset: 12, pages: []))
    var bytes = try Golden.bytes(LegacyFixture.checkpoint)
    let second = try read(bytes)
    bytes[8] = 1
    #expect(try read(bytes) == second)
  }

  @Test(.covers("CK5")) func everyTruncationIsRejectedAndTheStoreStays() throws {
    let store = try StateBus.inMemory()
    try store.create(PageID(1), byteCount: 8)
    let before = store.pages.digest(.full)
    let bytes = try LegacyFixture.smallCheckpoint.encoded()
    for length in 0..<bytes.count {
      #expect(throws: LegacyCheckpointError.self, "cut at \(length)") {
        try store.put(read(Array(bytes.prefix(length))).images())
      }
    }
    #expect(store.pages.digest(.full) == before)
    #expect(try read(bytes) == LegacyFixture.smallCheckpoint)
  }

  @Test(.covers("CK5", "MD-23")) func everyDamagedByteIsSurvived() throws {
    let bytes = try LegacyFixture.smallCheckpoint.encoded()
    for offset in bytes.indices {
      for value in [0, 0x7f, 0xff, bytes[offset] ^ 1] {
        var damaged = bytes
        damaged[offset] = value
        guard let checkpoint = try? read(damaged) else { continue }
        #expect(
          checkpoint.pages.count == LegacyFixture.smallCheckpoint.pages.count, "byte \(offset)")
      }
    }
  }

  @Test(.covers("CK5", "MD-26", "MD-23")) func faultsAreNamed() throws {
    var bytes = try LegacyFixture.smallCheckpoint.encoded()
    #expect(throws: LegacyCheckpointError.trailingBytes(byteCount: 1)) { try read(bytes + [0]) }
    bytes[8] = 3
    #expect(throws: LegacyCheckpointError.unknownVersion(3)) { try read(bytes) }
    bytes[8] = 2
    bytes.replaceSubrange(12..<16, with: [0xff, 0xff, 0xff, 0xff])
    #expect(throws: LegacyCheckpointError.absurdPageCount(0xffff_ffff)) { try read(bytes) }
    #expect(throws: LegacyCheckpointError.notACheckpoint) { try read(Array("MMSBLOG1".utf8)) }

    var twice = LegacyFixture.smallCheckpoint
    twice.pages[1].id = twice.pages[0].id
    #expect(throws: LegacyCheckpointError.duplicatePage(id: twice.pages[0].id)) {
      try read(twice.encoded())
    }
    var nowhere = LegacyFixture.smallCheckpoint
    nowhere.pages[0].location = 3
    #expect(throws: LegacyCheckpointError.badPage(id: 9, .invalidLocation(3))) {
      try read(nowhere.encoded())
    }
    var empty = LegacyFixture.smallCheckpoint
    empty.pages[0].data = []
    #expect(throws: LegacyCheckpointError.self) { try read(empty.encoded()) }
    var blob = LegacyFixture.smallCheckpoint
    blob.pages[0].metadata = [0xff, 0xff, 0xff, 0xff]
    #expect(throws: LegacyCheckpointError.self) { try read(blob.encoded()) }
  }

  /// The original MMSB wrote both files in one run: replaying the log must give the checkpoint.
  @Test(.covers("CK1", "RP1"), arguments: Variants.backends)
  func replayingTheGoldenLogGivesTheGoldenCheckpoint(backend: String) throws {
    let checkpoint = try read(Golden.bytes(LegacyFixture.checkpoint))
    let restored = try StateBus.inMemory()
    try restored.put(checkpoint.images())
    let replayed = try StateBus.inMemory(backend: backend)
    let report = try LegacyLogImporter.replay(
      ByteSource(Golden.bytes(LegacyFixture.log)), sizes: checkpoint.sizes,
      into: replayed)
    #expect(report.recordCount == 300 && report.tail == .complete)
    #expect(report.validByteCount == Int(checkpoint.logOffset))
    #expect(replayed.pages.digest(.data) == restored.pages.digest(.data))
    #expect(replayed.pages.count == 12)
  }

  @Test(.covers("CK1", "MD-30")) func pagesAreWrittenInIdOrder() throws {
    let store = try StateBus.inMemory()
    try store.put(LegacyFixture.smallCheckpoint.images())
    let written = try LegacyCheckpoint(store.pages.images(), logOffset: 77)
    #expect(written.pages == LegacyFixture.smallCheckpoint.pages.sorted { $0.id < $1.id })
    #expect(written.logOffset == 77)
  }

  @Test(.covers("CK1")) func anEpochBeyondTheFormatIsRefused() throws {
    let epoch = UInt64(UInt32.max) + 1
    let image = PageImage(id: PageID(1), epoch: Epoch(epoch), bytes: [0])
    #expect(throws: LegacyCheckpointError.epochTooLarge(epoch)) {
      try LegacyCheckpoint([image], logOffset: 0)
    }
  }

  private func read(_ bytes: [UInt8]) throws -> LegacyCheckpoint {
    try LegacyCheckpoint(ByteSource(bytes))
  }
}
