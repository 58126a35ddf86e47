import StateBus
import Support
import TestSupport
import Testing

/// Lengths: a file's claims are bounded by the bytes present, and excessive lengths are refused.
@Suite struct LogBoundsTests {
  let backend: Backend
  let folder = TemporaryFolder()

  init() throws { backend = try Backend.preferred() }

  static let absurd = UInt64(UInt32.max)
  /// Records with valid checksums that claim too many bytes or impossible values: kind, flags,
  /// body, fault.
  static let claims: [(UInt8, UInt8, [UInt8], LogFault)] = [
    (7, 0, block(count: absurd), .payload(expected: Int(absurd), found: 0)),
    (7, 0, block(rows: 1024, count: 1), .payload(expected: 1024, found: 0)),
    (7, 0, block(count: absurd + 1), .overLimit),
    (7, 0, block(offset: 8, count: absurd), .overLimit),
    (7, 0, block(offset: .max, count: 1), .overLimit),
    (7, 0, block(count: absurd, form: 1 | 1 << 2) + [1], .body),
    (7, 0, block(count: absurd, form: 1 | 3 << 2) + [1], .body),
    (7, 0, block(count: absurd, form: 2 | 3 << 2) + [1], .body),
    (7, 0, block(count: absurd, form: 2 | 2 << 2, runs: absurd) + [0xff], .body),
    (7, 0, block(count: absurd, form: 2 | 2 << 2, runs: .max) + [0xff], .body),
    (7, 0, block(count: absurd, form: 2 | 2 << 2, runs: 1) + [0xff], .body),
    (7, 0, block(count: 127, form: 2 | 2 << 2, runs: 1) + [0xfe], .body),
    (7, 0, block(count: 1, intent: absurd) + [1], .body),
    (7, 0, block(count: 1, intent: .max) + [1], .body),
    (7, 0, block(count: 1), .payload(expected: 1, found: 0)),
    (7, 0, block(count: 1) + [1, 2], .payload(expected: 1, found: 2)),
    (
      7, 0, block(count: 3, form: 1 | 1 << 2) + [0x0f, 1, 2, 3],
      .delta(.strayMaskBits(length: 3))
    ),
    (7, 0, block(count: 3, form: 2 | 1 << 2) + [7, 1], .payload(expected: 3, found: 1)),
    (7, 0, block(count: 1, form: 3) + [1], .body),
    (7, 0, block(count: 1, form: 1 << 2) + [1, 1], .body),
    (7, 0, block(count: 1, form: 1) + [1], .body),
    (7, 0, block(count: 1, form: 0x10) + [1], .body),
    (7, 0, block(count: 1, form: .max) + [1], .body),
    (7, 0, block(source: 1, count: 1) + [1], .source(1)),
    (7, 0, block(rows: 0, count: 0), .body),
    (7, 0, block(rows: 1025, count: 0), .body),
    (7, 0, [2, 0x10], .body),
    (7, 0, [2, 6], .body),
    (7, 0, varint(1024) + [4, 1, 2, 3], .body),
    (7, 0, [2, 8] + [UInt8](repeating: 0xff, count: 10) + [1], .body),
    (7, 0, [], .body),
    (7, 1, block(count: 0), .kind(7, flags: 1)),
    (2, 0, varint(2) + [65], .source(2)),
    (2, 0, varint(1), .source(1)),
    (3, 0, [0, 0, 0], .body),
    (3, 0, [0] + varint(1 << 62) + [1], .overLimit),
    (3, 0, [0] + varint((1 << 62) - 1) + [2], .overLimit),
    (4, 0, [0] + varint(0) + [0], .page(.invalidSize(0))),
    (4, 0, [0] + varint(absurd + 1) + [0], .overLimit),
    (4, 0, [0, 1, 3], .page(.invalidLocation(3))),
    (4, 0, [0, 1, 0, 0], .body),
    (5, 0, [0, 0xff, 0xff, 0xff, 0xff], .page(.metadataDecode(.unexpectedEnd(offset: 4)))),
    (6, 0, [0], .body),
    (8, 0, [0, 0], .body),
    (9, 0, varint(absurd + 1) + [0, 0], .body),
    (10, 0, [], .body),
    (11, 0, [], .body),
    (12, 0, [1, 0], .totals),
    (12, 0, [0, 2], .totals),
    (12, 4, [0, 0], .kind(12, flags: 4)),
    (13, 0, [1, 0], .totals),
    (1, 0, [UInt8](repeating: 0, count: 36), .order(1)),
    (14, 0, [], .kind(14, flags: 0)),
  ]

  /// A block's body up to its intents, with the same number for each row of a column.
  static func block(
    rows: UInt64 = 1, source: UInt64 = 0, offset: UInt64 = 0, count: UInt64, form: UInt64 = 0,
    intent: UInt64 = 0, runs: UInt64? = nil
  ) -> [UInt8] {
    let columns = [0, 0, 0, 0, source, offset, count, form, intent] + [runs].compactMap(\.self)
    return varint(rows) + columns.flatMap { $0 == 0 ? [0] : [8] + varint($0) }
  }

  /// The claims about masks: a coding of another form, a length other than the mask's.
  static let maskClaims: [(UInt8, UInt8, [UInt8], LogFault)] = claims.filter {
    $0.0 == 7 && $0.3 == .body && $0.2.count > 12
  }

  @Test(.covers("MK4"), arguments: maskClaims.indices)
  func masksOfAnotherCodingOrLengthAreRefused(index: Int) throws {
    try expectDamaged(Self.maskClaims[index])
  }

  @Test(.covers("TL8", "MD-23", "X2"), arguments: claims.indices)
  func claimsAreBoundedByTheBytesPresent(index: Int) throws {
    try expectDamaged(Self.claims[index])
  }

  func expectDamaged(_ claim: (UInt8, UInt8, [UInt8], LogFault)) throws {
    let (kind, flags, body, fault) = claim
    var log = try RawLog(backend: backend)
    log.append(kind: kind, flags: flags, body)
    try store(log.bytes, at: folder.file)
    let found = try readAll(folder.file, backend: backend)
    #expect(found.tail == .damaged(offset: 128, sequence: 2, fault: fault))
    #expect(found.commits.isEmpty)
    #expect(found.sources == SourceTable())
  }

  @Test(.covers("TL2", "TL8"))
  func recordsOutOfOrderAreRefused() throws {
    var log = try RawLog(backend: backend)
    log.append(kind: 10, [0])
    log.append(kind: 7, Self.block(count: 1) + [1])
    log.commit(records: 2)
    try store(log.bytes, at: folder.file)
    let found = try readAll(folder.file, backend: backend)
    #expect(found.tail == .damaged(offset: 153, sequence: 3, fault: .order(7)))
  }

  static let lengths: [UInt32] = [23, 24, 1 << 30, (1 << 30) + 1, .max]

  @Test(.covers("TL8", "MD-23"), arguments: lengths)
  func impossibleRecordLengthsTakeNoMemory(length: UInt32) throws {
    var log = try RawLog(backend: backend)
    log.commit(records: 0)
    let whole = log.bytes.count
    let frame = log.frame(length: length, kind: 7)
    for isOurs in [true, false] {
      let bytes = isOurs ? frame : frame.dropLast() + [frame[19] ^ 1]
      try store(log.bytes + bytes, at: folder.file)
      let found = try readAll(folder.file, backend: backend)
      #expect(found.commits.count == 1)
      #expect(found.position.offset == UInt64(whole))
      var tail = LogTail.torn(
        offset: UInt64(whole), sequence: 3,
        fault: .cutOff(byteCount: Int(length), available: 20))
      if length < 24 || !isOurs {
        tail = .torn(offset: UInt64(whole), sequence: 3, fault: .frame)
      } else if length > 1 << 30 {
        tail = .damaged(offset: UInt64(whole), sequence: 3, fault: .length(Int(length)))
      }
      #expect(found.tail == tail)
    }
  }

  @Test(.covers("TL8", "MD-22", "X12"))
  func limitsHoldAtTheExactByte() throws {
    // A record has 24 bytes beside its body; the block's numbers take 15, the commit record 26.
    let full: (record: UInt32, whole: UInt64) = (24 + 15 + 1000, 24 + 15 + 1000 + 26)
    let tries = [full, (full.record - 1, full.whole), (full.record, full.whole - 1)]
    for (record, whole) in tries {
      let limits = LogLimits(recordByteCount: record, commitByteCount: whole)
      let path = folder.path + "/b"
      do {
        var writer = try LogWriter(creating: path, limits: limits, backend: backend)
        let commit = try Commit.of(byteCount: 1000)
        if (record, whole) == full {
          try writer.append(commit)
        } else {
          let isRecord = record < full.record
          let error = LogError.tooLarge(
            byteCount: isRecord ? UInt64(full.record) : full.whole,
            limit: isRecord ? UInt64(record) : whole)
          #expect(throws: error) { try writer.append(commit) }
          #expect(try contents(of: path).count == 128)
        }
        try writer.append(try Commit.of(byteCount: 900))
      }
      let log = try readAll(path, backend: backend)
      #expect(log.limits == limits)
      #expect(log.tail == .open)
      #expect(log.commits.last?.deltas.payloadByteCount == 900)
      try SystemDisk().remove(path)
    }
  }

  @Test(.covers("TL8", "MD-22"))
  func oversizeCommitThatWasPartlyWrittenIsTakenBack() throws {
    var writer = try LogWriter(
      creating: folder.file, limits: LogLimits(commitByteCount: 1 << 20), backend: backend)
    var commit = try Commit.of(byteCount: 300_000)
    for _ in 0..<3 {
      let more = try Commit.of(byteCount: 300_000)
      unsafe try commit.deltas.append(more.deltas.header(0), bytes: more.deltas.payload.span.bytes)
    }
    #expect(throws: LogError.self) { try writer.append(commit) }
    #expect(try contents(of: folder.file).count == 128)
    try writer.append(try Commit.of(byteCount: 300_000))
    #expect(try readAll(folder.file, backend: backend).commits.count == 1)
  }

  @Test(.covers("TL8", "MD-22"))
  func pagesBeyondTheLimitAndUnknownSourcesAreRefused() throws {
    var writer = try LogWriter(
      creating: folder.file, limits: LogLimits(pageByteCount: 4096), backend: backend)
    try writer.append(try Commit.of(byteCount: 96, offset: 4000))
    let end = writer.position
    #expect(throws: LogError.pageTooLarge(PageID(1), byteCount: 4097, limit: 4096)) {
      try writer.append(try Commit.of(byteCount: 97, offset: 4000))
    }
    var commit = Commit()
    commit.creations = [.init(id: PageID(2), byteCount: 4097)]
    #expect(throws: LogError.pageTooLarge(PageID(2), byteCount: 4097, limit: 4096)) {
      try writer.append(commit)
    }
    var named = Commit()
    let header = DeltaHeader(
      id: DeltaID(1), page: PageID(1), epoch: Epoch(1), source: Source(index: 1))
    unsafe try named.deltas.append(header, bytes: [UInt8](repeating: 1, count: 1).span.bytes)
    #expect(throws: LogError.unknownSource(row: 0, Source(index: 1))) {
      try writer.append(named)
    }
    #expect(writer.position == end)
    #expect(UInt64(try contents(of: folder.file).count) == end.offset)
  }

  @Test(.covers("TL8"))
  func recordLargerThanTheWindowIsRead() throws {
    do {
      var writer = try LogWriter(creating: folder.file, backend: backend)
      for count in [3_000_000, 1, 600_000] {
        try writer.append(try Commit.of(byteCount: count))
      }
    }
    let log = try readAll(folder.file, backend: backend)
    #expect(log.commits.map(\.deltas.payloadByteCount) == [3_000_000, 1, 600_000])
  }
}
