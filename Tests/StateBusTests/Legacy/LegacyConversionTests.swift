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

  /// MD-31: the original drops what of a mask lies beyond its page, without a word.
  @Test(.covers("MD-31", "MD-36")) func masksBeyondThePageAreCutAndCounted() throws {
    let record = LegacyLogRecord(
      deltaID: 1, pageID: 5, epoch: 1, mask: [1, 0, 1, 1], payload: [10, 11, 12], sparseFlag: 1,
      timestamp: 0, source: [], intent: nil)
    let log = ByteSource(try LegacyLog.encode([record]))
    let store = try StateBus.inMemory()
    let report = try LegacyLogImporter.replay(
      log, sizes: [PageID(5): 3], into: store)
    #expect(report.cutRecordCount == 1)
    #expect(store.pages.images().map(\.bytes) == [[10, 0, 11]])
    #expect(store.pages.images().map(\.written) == [[0b101]])
    #expect(throws: LegacyLogError.unknownPage(deltaID: 1, pageID: 5)) {
      try LegacyLogImporter.replay(
        log, sizes: [PageID(6): 3], into: StateBus.inMemory())
    }
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
