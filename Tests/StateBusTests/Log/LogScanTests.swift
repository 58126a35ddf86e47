import StateBus
import Support
import TestSupport
import Testing

/// The bytes after a broken record: damage where a later commit is whole, else a torn tail.
@Suite struct LogScanTests {
  let folder = TemporaryFolder()

  /// A commit of `count` metadata changes, one record each.
  static func commit(records count: Int) -> Commit {
    var commit = Commit()
    for number in 0..<count {
      commit.metadata.append(.init(page: PageID(UInt64(number)), metadata: Metadata()))
    }
    return commit
  }

  /// A commit that puts bytes into a page.
  static func commit(storing bytes: [UInt8]) throws -> Commit {
    var commit = Commit()
    let header = DeltaHeader(id: DeltaID(1), page: PageID(1), epoch: Epoch(1))
    unsafe try commit.deltas.append(header, bytes: bytes.span.bytes)
    return commit
  }

  /// Stores the bytes with one bit flipped and reads the log to its end.
  func tail(flipping place: Int, of bytes: [UInt8], _ backend: Backend) throws -> ReadLog {
    var bytes = bytes
    bytes[place] ^= 0x10
    try store(bytes, at: folder.file)
    return try readAll(folder.file, backend: backend)
  }

  @Test(.covers("TL4", "TL5"), arguments: [1, 65_533, 65_535, 65_536, 70_000])
  func aDamagedCommitOfManyRecordsIsNotTakenForATornTail(count: Int) throws {
    let backend = try Backend.preferred()
    var ends: [Int] = []
    do {
      var writer = try LogWriter(creating: folder.file, backend: backend)
      for commit in [
        Self.commit(records: 1), Self.commit(records: count), try Self.commit(storing: [1]),
      ] {
        ends.append(Int(try writer.append(commit).offset))
      }
    }
    let bytes = try contents(of: folder.file)
    // Places in the frame and body of the second commit's first record, and in its commit record.
    for place in [ends[0] + 3, ends[0] + 9, ends[0] + 21, ends[1] - 1, ends[1] - 6, ends[1] - 20] {
      let log = try tail(flipping: place, of: bytes, backend)
      #expect(log.commits.count == 1, "byte \(place)")
      guard case .damaged = log.tail else {
        Issue.record("byte \(place): \(log.tail)")
        continue
      }
      #expect(throws: LogError.self) { _ = try LogWriter(opening: folder.file, backend: backend) }
      #expect(try contents(of: folder.file).count == bytes.count)
    }
  }

  @Test(.covers("TL4", "MD-16"), arguments: Variants.backends)
  func aTornCommitThatStoresALogIsTorn(backend: String) throws {
    let backend = try Backend.named(backend)
    let other = folder.path + "/b"
    do {
      var writer = try LogWriter(creating: other, backend: backend)
      for number in 0..<3 { try writer.append(try Commit.small(number)) }
    }
    let stored = try contents(of: other)
    var writer = try LogWriter(creating: folder.file, backend: backend)
    try writer.append(try Commit.small(0))
    // The payload: another log, this log's bytes so far, and both again after an odd byte.
    let own = try contents(of: folder.file)
    let start = Int(writer.position.offset)
    try writer.append(try Self.commit(storing: stored + own + [7] + stored + own))
    let bytes = try contents(of: folder.file)
    for cut in start + 1..<bytes.count {
      try store(Array(bytes.prefix(cut)), at: folder.file)
      let log = try readAll(folder.file, backend: backend)
      #expect(log.commits.count == 1)
      if case .torn = log.tail { continue }
      Issue.record("cut at \(cut): \(log.tail)")
    }
    // A sector lost inside the record, or inside its frame, is torn as well.
    for place in [start, start + 10, start + 300, bytes.count - 30] {
      let log = try tail(flipping: place, of: bytes, backend)
      if case .torn = log.tail { continue }
      Issue.record("byte \(place): \(log.tail)")
    }
  }

  @Test(.covers("TL4"))
  func theBrokenCommitsOwnLaterRecordsDontMakeItDamage() throws {
    // After power loss any sectors may be missing, so the commit's last records may be valid.
    let backend = try Backend.preferred()
    var start = 0
    do {
      var writer = try LogWriter(creating: folder.file, backend: backend)
      start = Int(try writer.append(Self.commit(records: 1)).offset)
      try writer.append(Self.commit(records: 10))
    }
    let bytes = try contents(of: folder.file)
    for place in start..<bytes.count {
      let log = try tail(flipping: place, of: bytes, backend)
      #expect(log.commits.count == 1)
      if case .torn = log.tail { continue }
      Issue.record("byte \(place): \(log.tail)")
    }
  }

  @Test(.covers("TL5"))
  func aLaterCommitThatIsDamagedItselfProvesNothing() throws {
    let backend = try Backend.preferred()
    var ends: [Int] = []
    do {
      var writer = try LogWriter(creating: folder.file, backend: backend)
      for _ in 0..<3 { ends.append(Int(try writer.append(Self.commit(records: 2)).offset)) }
    }
    var bytes = try contents(of: folder.file)
    // The bit is in the body of the third commit's first record.
    bytes[ends[1] + 20] ^= 1
    let log = try tail(flipping: ends[0] + 20, of: bytes, backend)
    guard case .torn = log.tail else {
      Issue.record("\(log.tail)")
      return
    }
  }
}
