import Oracle
import StateBus
import Support
import TestSupport
import Testing

@Suite struct LegacyConversionTests {
  @Test(.covers("TL1", "RP1"), arguments: [true, false])
  func goldenLogConvertsToTheSameState(withSizes: Bool) throws {
    let scratch = try TestFolder()
    let backend = try Backend.preferred()
    let log = try ByteSource(path: Golden.path(LegacyFixture.log))
    let checkpoint = try LegacyCheckpoint(
      ByteSource(path: Golden.path(LegacyFixture.checkpoint)))
    let conversion = try LegacyLogImporter.convert(
      log, sizes: withSizes ? checkpoint.sizes : nil, to: scratch.path("t.mmsblog"),
      backend: backend)
    #expect(conversion.sourceByteCount == 592_037)
    #expect(try conversion.writtenByteCount == scratch.bytes("t.mmsblog").count)
    #expect(conversion.writtenByteCount < conversion.sourceByteCount / 2)
    #expect(conversion.report.recordCount == 300)

    let expected = try StateBus.inMemory()
    try expected.put(checkpoint.images())
    let replayed = try StateBus.inMemory()
    var reader = try LogReader(path: scratch.path("t.mmsblog"), backend: backend)
    var commit = Commit()
    while try reader.next(into: &commit) {
      commit.policy = .unchecked
      try replayed.commit(commit)
    }
    #expect(replayed.pages.digest(.data) == conversion.digest)
    #expect((replayed.pages.digest(.data) == expected.pages.digest(.data)) == withSizes)
  }

  @Test(.covers("TL1", "MD-21", "DL8")) func everyFieldSurvivesTheWayThereAndBack() throws {
    let scratch = try TestFolder()
    let backend = try Backend.preferred()
    let records = LegacyFixture.records(seed: 11, count: 60)
    _ = try LegacyLogImporter.convert(
      ByteSource(LegacyLog.encode(records)), to: scratch.path("t.mmsblog"), backend: backend)
    var reader = try LogReader(path: scratch.path("t.mmsblog"), backend: backend)
    var commit = Commit()
    var back: [LegacyLogRecord] = []
    while try reader.next(into: &commit) {
      for row in 0..<commit.deltas.count {
        back.append(try LegacyLogRecord(commit.deltas, row: row, sources: commit.sources))
      }
    }
    #expect(back.map(\.deltaID) == records.map(\.deltaID))
    #expect(back.map(\.pageID) == records.map(\.pageID))
    #expect(back.map(\.epoch) == records.map(\.epoch))
    #expect(back.map(\.timestamp) == records.map(\.timestamp))
    #expect(back.map(\.source) == records.map(\.source))
    #expect(back.map(\.intent) == records.map(\.intent))
    for (old, new) in zip(records, back) {
      #expect(changes(old) == changes(new), "delta \(old.deltaID)")
    }
  }

  /// The original MMSB drops the changes beyond the end of a page without an error.
  @Test(.covers("MD-31", "MD-36"), arguments: [0, 1])
  func aMaskBeyondThePageIsRefusedUnlessCutAndCounted(flag: UInt8) throws {
    let record = LegacyLogRecord(
      deltaID: 1, pageID: 5, epoch: 1, mask: [1, 0, 1, flag, 0], payload: [10, 11, 12, 13, 14],
      sparseFlag: 0, timestamp: 0, source: [], intent: nil)
    let log = ByteSource(try LegacyLog.encode([record]))
    let scratch = try TestFolder()
    func convert(cutting: Bool) throws -> LegacyLogImportReport {
      try LegacyLogImporter.convert(
        log, sizes: [PageID(5): 3], isCuttingMasks: cutting, to: scratch.path("\(cutting)"),
        backend: Backend.preferred()
      ).report
    }
    func replay(cutting: Bool, into store: StateBus) throws -> LegacyLogImportReport {
      try LegacyLogImporter.replay(
        log, sizes: [PageID(5): 3], isCuttingMasks: cutting, into: store)
    }
    if flag == 1 {
      let refusal = LegacyLogError.maskBeyondPage(
        deltaID: 1, pageID: 5, maskByteCount: 4, pageByteCount: 3)
      #expect(throws: refusal) { try convert(cutting: false) }
      #expect(throws: refusal) { try replay(cutting: false, into: StateBus.inMemory()) }
      #expect(try scratch.names == [])
    } else {
      #expect(try convert(cutting: false).cutRecordCount == 0)
    }
    let store = try StateBus.inMemory()
    for report in [try convert(cutting: true), try replay(cutting: true, into: store)] {
      #expect(report.cutRecordCount == Int(flag) && report.cutByteCount == Int(flag))
    }
    #expect(store.pages.images().map(\.bytes) == [[10, 0, 12]])
    #expect(store.pages.images().map(\.written) == [[0b101]])
  }

  @Test(.covers("MD-36")) func aRecordOfAPageWithoutASizeIsNamed() throws {
    let record = LegacyFixture.records(seed: 13, count: 1)[0]
    #expect(
      throws: LegacyLogError.unknownPage(deltaID: record.deltaID, pageID: record.pageID)
    ) {
      try LegacyLogImporter.replay(
        ByteSource(LegacyLog.encode([record])), sizes: [PageID(99): 3], into: StateBus.inMemory())
    }
  }

  /// Only a commit whose epoch goes back is unchecked, so replay checks every other commit.
  @Test(.covers("MD-31")) func anEpochThatGoesBackIsCountedAndItsCommitUnchecked() throws {
    var records = LegacyFixture.records(seed: 14, count: 5)
    for (index, (page, epoch)) in [(1, 5), (2, 3), (1, 5), (1, 4), (2, 9)].enumerated() {
      records[index].pageID = UInt64(page)
      records[index].epoch = UInt32(epoch)
    }
    let log = ByteSource(try LegacyLog.encode(records))
    var importer = try LegacyLogImporter(log)
    var policies: [EpochPolicy] = []
    while let commit = try importer.next() { policies.append(commit.policy) }
    #expect(policies == [.monotone, .monotone, .monotone, .monotone, .unchecked, .monotone])
    #expect(importer.report.backwardEpochCount == 1)
    let store = try StateBus.inMemory()
    _ = try LegacyLogImporter.replay(log, into: store)
    #expect(store.pages.images().map(\.epoch) == [Epoch(4), Epoch(9)])
  }

  /// The original MMSB searched a list from its start for each record's page.
  @Test(.covers("MD-36"), .timeLimit(.minutes(1)))
  func aLogOfManyPagesIsReplayedWithoutSearchingForThem() throws {
    let count = 60_000
    var bytes = try LegacyLog.encode([])
    for index in 0..<count {
      try LegacyLog.append(
        LegacyLogRecord(
          deltaID: 1, pageID: UInt64(index) &* 0x9e37_79b9_7f4a_7c15, epoch: 1, mask: [1],
          payload: [9], sparseFlag: 0, timestamp: 0, source: [], intent: nil), to: &bytes)
    }
    let store = try StateBus.inMemory()
    let report = try LegacyLogImporter.replay(
      ByteSource(bytes), into: store)
    #expect(report.recordCount == count && store.pages.count == count)
  }

  @Test(.covers("TL1", "MD-20")) func theValidPrefixOfATornLogIsConverted() throws {
    let scratch = try TestFolder()
    let bytes = try LegacyLog.encode(LegacyFixture.records(seed: 12, count: 5))
    let conversion = try LegacyLogImporter.convert(
      ByteSource(bytes.dropLast()), to: scratch.path("t.mmsblog"), backend: Backend.preferred())
    #expect(conversion.report.recordCount == 4)
    #expect(
      conversion.report.tail
        == .torn(byteCount: bytes.count - 1 - conversion.report.validByteCount))
  }

  @Test func versionOneFixtureConverts() throws {
    let scratch = try TestFolder()
    let conversion = try LegacyLogImporter.convert(
      ByteSource(LegacyFixture.versionOneLog), to: scratch.path("t.mmsblog"),
      backend: Backend.preferred())
    #expect(conversion.report.recordCount == 20)
    #expect(conversion.report.pageCount == 1)
  }

  private func changes(_ record: LegacyLogRecord) -> [Int: UInt8] {
    var changes: [Int: UInt8] = [:]
    for (index, flag) in record.mask.enumerated() where flag != 0 {
      changes[index] = record.payload[record.isSparse ? changes.count : index]
    }
    return changes
  }
}
