import StateBus
import Support
import TestSupport
import Testing

/// Lengths: what a file claims is bounded by what it has, and what is too long is refused.
@Suite struct LogBoundsTests {
  let backend: Backend
  let folder = TemporaryFolder()

  init() throws { backend = try Backend.preferred() }

  /// A delta's body up to its count: id, page, epoch, timestamp, source, offset, count.
  static func delta(source: UInt64 = 0, offset: UInt64 = 0, count: UInt64) -> [UInt8] {
    [0, 0, 0, 0] + varint(source) + varint(offset) + varint(count)
  }

  static let absurd = UInt64(UInt32.max)
  /// Records with right checksums that claim more than they have: kind, flags, body.
  static let claims: [(UInt8, UInt8, [UInt8], LogFault)] = [
    (5, 0, delta(count: absurd), .body),
    (5, 0, delta(count: absurd + 1), .overLimit),
    (5, 0, delta(offset: 8, count: absurd), .overLimit),
    (5, 1 | 1 << 2, delta(count: absurd) + [1], .body),
    (5, 1 | 3 << 2, delta(count: absurd) + [1], .body),
    (5, 2 | 3 << 2, delta(count: absurd) + [1], .body),
    (5, 2 | 2 << 2, delta(count: absurd) + varint(absurd) + [0xff], .body),
    (5, 2 | 2 << 2, delta(count: absurd) + [1, 0xff], .body),
    (5, 2 | 2 << 2, delta(count: 127) + [1, 0xfe], .body),
    (5, 0x10, delta(count: 1) + varint(absurd) + [1], .body),
    (5, 0, delta(count: 1), .body),
    (5, 0, delta(count: 1) + [1, 2], .body),
    (5, 1 | 1 << 2, delta(count: 3) + [0x0f, 1, 2, 3], .delta(.strayMaskBits(length: 3))),
    (
      5, 2 | 1 << 2, delta(count: 3) + [7, 1],
      .delta(.sizeMismatch(maskLength: 3, payloadLength: 1))
    ),
    (5, 3, delta(count: 1) + [1], .body),
    (5, 0 | 1 << 2, delta(count: 1) + [1, 1], .body),
    (5, 1, delta(count: 1) + [1], .body),
    (5, 0x20, delta(count: 1) + [1], .kind(5, flags: 0x20)),
    (5, 0, delta(source: 1, count: 1) + [1], .source(1)),
    (5, 0, [UInt8](repeating: 0xff, count: 10) + [1], .body),
    (5, 0, [], .body),
    (2, 0, varint(2) + [65], .source(2)),
    (2, 0, varint(1), .source(1)),
    (3, 0, [0] + varint(0) + [0], .page(.invalidSize(0))),
    (3, 0, [0] + varint(absurd + 1) + [0], .overLimit),
    (3, 0, [0, 1, 3], .page(.invalidLocation(3))),
    (3, 0, [0, 1, 0, 0], .body),
    (4, 0, [0, 0xff, 0xff, 0xff, 0xff], .page(.metadataDecode(.unexpectedEnd(offset: 4)))),
    (6, 0, [], .body),
    (7, 0, [1, 0], .totals),
    (7, 0, [0, 2], .totals),
    (8, 0, [1, 0], .totals),
    (1, 0, [UInt8](repeating: 0, count: 36), .order(1)),
    (9, 0, [], .kind(9, flags: 0)),
  ]

  @Test(.covers("TL8", "MD-23", "X2"), arguments: claims.indices)
  func claimsAreBoundedByTheBytesPresent(index: Int) throws {
    let (kind, flags, body, fault) = Self.claims[index]
    var log = try RawLog(backend: backend)
    log.append(kind: kind, flags: flags, body)
    try store(log.bytes, at: folder.file)
    let found = try readAll(folder.file, backend: backend)
    #expect(found.tail == .damaged(offset: 112, sequence: 2, fault: fault))
    #expect(found.commits.isEmpty)
    #expect(found.sources == SourceTable())
  }

  @Test(.covers("TL2", "TL8"))
  func recordsOutOfOrderAreRefused() throws {
    var log = try RawLog(backend: backend)
    log.append(kind: 6, [0])
    log.append(kind: 5, Self.delta(count: 1) + [1])
    log.commit(records: 2)
    try store(log.bytes, at: folder.file)
    let found = try readAll(folder.file, backend: backend)
    #expect(found.tail == .damaged(offset: 125, sequence: 3, fault: .order(5)))
  }

  @Test(.covers("TL8", "MD-23"), arguments: [11, 1 << 30, UInt32.max])
  func impossibleRecordLengthsTakeNoMemory(length: UInt32) throws {
    var log = try RawLog(backend: backend)
    log.commit(records: 0)
    let whole = log.bytes.count
    try store(log.bytes + RawLog.bytes(of: length, count: 4) + [2, 0, 5, 0], at: folder.file)
    let found = try readAll(folder.file, backend: backend)
    #expect(found.commits.count == 1)
    #expect(found.position.offset == UInt64(whole))
    let isPossible = length == 1 << 30
    let fault =
      isPossible ? LogFault.cutOff(byteCount: Int(length), available: 8) : .length(length)
    #expect(found.tail == .torn(offset: UInt64(whole), sequence: 3, fault: fault))
  }

  @Test(.covers("TL8", "MD-22", "X12"))
  func limitsHoldAtTheExactByte() throws {
    // A record has 12 bytes beside its body; this delta's numbers take 8, the commit record 14.
    let record = UInt32(12 + 8 + 1000), whole = UInt64(record) + 14
    for (record, whole) in [(record, whole), (record - 1, whole), (record, whole - 1)] {
      let limits = LogLimits(recordByteCount: record, commitByteCount: whole)
      let path = folder.path + "/b"
      do {
        var writer = try LogWriter(creating: path, limits: limits, backend: backend)
        let commit = try Commit.of(byteCount: 1000)
        if record == 1020, whole == 1034 {
          try writer.append(commit)
        } else {
          let error = LogError.tooLarge(
            byteCount: record == 1019 ? 1020 : 1034, limit: record == 1019 ? 1019 : 1033)
          #expect(throws: error) { try writer.append(commit) }
          #expect(try contents(of: path).count == 112)
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
    #expect(try contents(of: folder.file).count == 112)
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
