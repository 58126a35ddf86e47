import Oracle
import StateBus
import Support
import TestSupport
import Testing

@Suite struct LegacyLogTests {
  @Test(.covers("TL1")) func goldenLogReadsWhole() throws {
    let bytes = try Golden.bytes(LegacyFixture.log)
    let (records, reader) = try readAll(bytes)
    #expect(reader.version == 2)
    #expect(records.count == 300)
    #expect(reader.validByteCount == bytes.count)
    #expect(reader.tail == .complete)
    #expect(Set(records.map(\.pageID)).count == 12)
    #expect(records.contains { $0.isSparse } && records.contains { !$0.isSparse })
    #expect(records[0].source == Array("größe-ü".utf8))
    #expect(records.contains { $0.source.isEmpty })
    #expect(records.count { $0.intent != nil } == 91)
  }

  @Test(.covers("TL1")) func goldenLogWritesBackByteForByte() throws {
    let bytes = try Golden.bytes(LegacyFixture.log)
    #expect(try LegacyLog.encode(try readAll(bytes).records) == bytes)
  }

  /// The original MMSB's own fixture, made from its description: 12 + 20 x 77 bytes.
  @Test(.covers("TL1")) func versionOneFixtureGivesTwentyDeltas() throws {
    let bytes = LegacyFixture.versionOneLog
    #expect(bytes.count == 1552)
    let (records, reader) = try readAll(bytes)
    #expect(reader.version == 1)
    #expect(records.map(\.deltaID) == Array(1...20))
    for record in records {
      #expect(record.pageID == 1 && record.epoch == 1 && record.timestamp == 0)
      #expect(record.mask == [1, 1, 1, 1, 1, 1] + [UInt8](repeating: 0, count: 10))
      #expect(record.payload == Array(1...16) && !record.isSparse)
      #expect(record.source == Array("test".utf8) && record.intent == nil)
    }
  }

  @Test(.covers("MD-20", "MD-23")) func everyTruncationGivesExactlyTheWholeRecords() throws {
    let records = LegacyFixture.records(seed: 1, count: 6)
    var ends: [Int] = []
    var bytes = try LegacyLog.encode([])
    for record in records {
      try LegacyLog.append(record, to: &bytes)
      ends.append(bytes.count)
    }
    for length in 0..<bytes.count {
      let cut = Array(bytes.prefix(length))
      if length < 12 {
        #expect(throws: LegacyLogError.truncatedHeader(byteCount: length)) { try readAll(cut) }
        continue
      }
      let (read, reader) = try readAll(cut)
      let whole = ends.count { $0 <= length }
      let end = whole == 0 ? 12 : ends[whole - 1]
      #expect(read == Array(records.prefix(whole)), "cut at \(length)")
      #expect(reader.validByteCount == end, "cut at \(length)")
      #expect(reader.tail == (end == length ? .complete : .torn(byteCount: length - end)))
    }
  }

  @Test(.covers("MD-20", "MD-23")) func everyDamagedByteIsSurvived() throws {
    let bytes = try LegacyLog.encode(LegacyFixture.records(seed: 2, count: 4))
    for (offset, value) in bytes.indices.flatMap({ index in
      [0, 0x7f, 0xff, bytes[index] ^ 1].map { (index, $0) }
    }) where bytes[offset] != value {
      var damaged = bytes
      damaged[offset] = value
      guard let (read, reader) = try? readAll(damaged) else {
        #expect(offset < 12, "byte \(offset)")
        continue
      }
      #expect(read.count { !$0.isWellFormed } == 0)
      #expect(reader.validByteCount <= bytes.count)
      let rest = bytes.count - reader.validByteCount
      #expect(
        [.complete, .torn(byteCount: rest), .malformed(byteCount: rest)].contains(reader.tail))
      if rest == 0 { #expect(reader.tail == .complete) }
    }
  }

  @Test(.covers("MD-23")) func aLengthBeyondTheFileAsksForNoMemory() throws {
    var bytes = try LegacyLog.encode([])
    bytes += [UInt8](repeating: 0, count: 20) + [0xff, 0xff, 0xff, 0xff]
    let (records, reader) = try readAll(bytes)
    #expect(records.isEmpty)
    #expect(reader.tail == .torn(byteCount: 24))
  }

  @Test(.covers("MD-16")) func foreignFilesAndOtherVersionsAreNamed() throws {
    #expect(throws: LegacyLogError.notALog) { try readAll(Array("a text\n".utf8)) }
    #expect(throws: LegacyLogError.notALog) { try readAll(Array("MMSBSNAP\u{2}\0\0\0".utf8)) }
    #expect(throws: LegacyLogError.unknownVersion(99)) {
      try readAll(LegacyLog.encode([]).dropLast(4) + [99, 0, 0, 0])
    }
    #expect(throws: LegacyLogError.unknownVersion(0)) {
      try readAll(LegacyLog.encode([]).dropLast(4) + [0, 0, 0, 0])
    }
  }

  @Test(.covers("MD-21")) func bytesThatAreNotTextSurvive() throws {
    var record = LegacyFixture.records(seed: 3, count: 1)[0]
    record.source = [0xff, 0xfe, 0x00, 0xc3]
    record.intent = [0x80]
    record.mask = [0, 2, 255, 1]
    record.payload = [9, 8, 7]
    record.sparseFlag = 7
    #expect(try readAll(LegacyLog.encode([record])).records == [record])
  }

  @Test(.covers("MD-21", "MD-22")) func whatTheFormatCannotSayIsRefused() throws {
    var record = LegacyFixture.records(seed: 4, count: 1)[0]
    record.intent = []
    #expect(throws: LegacyLogError.emptyIntent(deltaID: record.deltaID)) {
      try LegacyLog.encode([record])
    }
    record.intent = nil
    record.payload.append(1)
    #expect(throws: LegacyLogError.self) { try LegacyLog.encode([record]) }

    var batch = DeltaBatch()
    let epoch = UInt64(UInt32.max) + 1
    try batch.append(
      DeltaHeader(id: DeltaID(1), page: PageID(1), epoch: Epoch(epoch)), bytes: RawSpan())
    #expect(throws: LegacyLogError.epochTooLarge(epoch)) {
      try LegacyLogRecord(batch, row: 0, sources: SourceTable())
    }
  }

  private func readAll(
    _ bytes: [UInt8]
  ) throws -> (records: [LegacyLogRecord], reader: LegacyLogReader) {
    var reader = try LegacyLogReader(ByteSource(bytes))
    var records: [LegacyLogRecord] = []
    while let record = try reader.next() { records.append(record) }
    return (records, reader)
  }
}
