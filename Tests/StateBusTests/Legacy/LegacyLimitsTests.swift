import StateBus
import Support
import TestSupport
import Testing

/// The original MMSB's files under the caller's limits, each at the limit and one byte above.
@Suite struct LegacyLimitsTests {
  @Test(.covers("MD-23"), arguments: [10, 11])
  func aRecordsFieldsAreHeldToTheCallersLimit(count: Int) throws {
    var limits = ReadLimits()
    limits.recordByteCount = 10
    let payloadCount = count - 7
    let record = LegacyLogRecord(
      deltaID: 1, pageID: 1, epoch: 1, mask: [UInt8](repeating: 1, count: payloadCount),
      payload: [UInt8](repeating: 1, count: payloadCount), sparseFlag: 0, timestamp: 0,
      source: [UInt8](repeating: 1, count: 14 - count), intent: nil)
    var reader = try LegacyLogReader(ByteSource(LegacyLog.encode([record])), limits: limits)
    if count == 10 {
      #expect(try reader.next() == record)
    } else {
      #expect(
        throws: LegacyLogError.recordTooLarge(offset: 12, byteCount: 11, limitByteCount: 10)
      ) { try reader.next() }
    }
  }

  @Test(.covers("MD-23"), arguments: [10, 11])
  func aMaskIsHeldToTheCallersLimitForPages(count: Int) throws {
    var limits = ReadLimits()
    limits.pageByteCount = 10
    let log = ByteSource(try LegacyLog.encode([record(page: 3, byteCount: count)]))
    if count == 10 {
      #expect(try LegacyLogImporter(log, limits: limits).report.recordCount == 0)
    } else {
      #expect(
        throws: LegacyLogError.pageTooLarge(pageID: 3, byteCount: 11, limitByteCount: 10)
      ) { try LegacyLogImporter(log, limits: limits) }
    }
  }

  @Test(.covers("MD-23"), arguments: [20, 19], [false, true])
  func thePagesOfALogAreHeldToTheCallersLimit(limit: Int, withSizes: Bool) throws {
    var limits = ReadLimits()
    limits.stateByteCount = limit
    let records = [record(page: 1, byteCount: 12), record(page: 2, byteCount: 8)]
    let log = ByteSource(try LegacyLog.encode(records))
    let sizes = withSizes ? [PageID(1): 12, PageID(2): 8] : nil
    func replay() throws -> Int {
      try LegacyLogImporter.replay(
        log, sizes: sizes, limits: limits, into: StateBus.inMemory()
      ).recordCount
    }
    if limit == 20 {
      #expect(try replay() == 2)
    } else {
      #expect(throws: LegacyLogError.stateTooLarge(byteCount: 20, limitByteCount: 19)) {
        try replay()
      }
    }
  }

  @Test(.covers("MD-23")) func sizesWhoseSumIsNoNumberAreRefused() throws {
    let log = ByteSource(try LegacyLog.encode([record(page: 1, byteCount: 1)]))
    let sizes = [PageID(1): Int.max, PageID(2): 1]
    #expect(throws: LegacyLogError.self) { try LegacyLogImporter(log, sizes: sizes) }
  }

  @Test(.covers("MD-23"), arguments: [0, 1])
  func aCheckpointIsHeldToTheCallersLimits(missing: Int) throws {
    let bytes = try LegacyFixture.smallCheckpoint.encoded()
    var (page, metadata, state) = (ReadLimits(), ReadLimits(), ReadLimits())
    page.pageByteCount = 4 - missing
    metadata.recordByteCount = 15 - missing
    state.stateByteCount = 5 - missing
    let refusals: [LegacyCheckpointError] = [
      .fieldTooLarge(pageID: 9, byteCount: 4, limitByteCount: 3),
      .fieldTooLarge(pageID: 4, byteCount: 15, limitByteCount: 14),
      .stateTooLarge(byteCount: 5, limitByteCount: 4),
    ]
    for (limits, refusal) in zip([page, metadata, state], refusals) {
      func read() throws -> LegacyCheckpoint {
        try LegacyCheckpoint(ByteSource(bytes), limits: limits)
      }
      if missing == 0 {
        #expect(try read() == LegacyFixture.smallCheckpoint)
      } else {
        #expect(throws: refusal) { try read() }
      }
    }
  }

  @Test(.timeLimit(.minutes(1))) func aCheckpointOfManyPagesIsReadInOnePass() throws {
    let count = 100_000
    let pages = (0..<count).map { index in
      LegacyCheckpoint.Page(
        id: UInt64(index), epoch: 1, location: 0, metadata: [], data: [UInt8(index % 251)])
    }
    let bytes = try LegacyCheckpoint(logOffset: 12, pages: pages).encoded()
    let checkpoint = try LegacyCheckpoint(ByteSource(bytes))
    #expect(checkpoint.pages == pages)
    #expect(checkpoint.sizes.count == count)
    #expect(try checkpoint.images().count == count)
  }

  /// The original MMSB cut a length to 32 bits without an error.
  @Test(.covers("MD-22")) func aLengthOfFourGibibytesIsRefusedOnWriting() throws {
    let most = Int(UInt32.max)
    #expect(try LegacyLog.storedLength(most) == UInt32.max)
    #expect(try LegacyCheckpoint.storedLength(most) == UInt32.max)
    #expect(throws: LegacyLogError.fieldTooLong(byteCount: most + 1)) {
      try LegacyLog.storedLength(most + 1)
    }
    #expect(throws: LegacyCheckpointError.fieldTooLong(byteCount: most + 1)) {
      try LegacyCheckpoint.storedLength(most + 1)
    }
  }

  private func record(page: UInt64, byteCount: Int) -> LegacyLogRecord {
    LegacyLogRecord(
      deltaID: 1, pageID: page, epoch: 1, mask: [UInt8](repeating: 1, count: byteCount),
      payload: [UInt8](repeating: 1, count: byteCount), sparseFlag: 0, timestamp: 0, source: [],
      intent: nil)
  }
}
