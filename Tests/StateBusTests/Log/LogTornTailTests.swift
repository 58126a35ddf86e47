import StateBus
import Support
import TestSupport
import Testing

/// A log that ends early: the complete prefix is valid, and writing continues after the prefix.
@Suite struct LogTornTailTests {
  let backend: Backend
  let folder = TemporaryFolder()

  init() throws { backend = try Backend.preferred() }

  /// Writes a log of `count` commits; answers the file's length before the first and after each.
  func write(_ count: Int, close: Bool = false) throws -> [Int] {
    var writer = try LogWriter(creating: folder.file, backend: backend)
    var ends = [Int(writer.position.offset)]
    for number in 0..<count {
      let end = try writer.append(try Commit.small(number)).offset
      ends.append(Int(end))
    }
    if close { try writer.close() }
    return ends
  }

  @Test(.covers("TL4", "MD-20", "MD-24"))
  func everyCutLeavesExactlyTheCompletePrefix() throws {
    let ends = try write(100)
    let whole = try contents(of: folder.file)
    #expect(whole.count == ends[100])
    for cut in 0...whole.count {
      try store(Array(whole.prefix(cut)), at: folder.file)
      guard cut >= ends[0] else {
        #expect(throws: LogError.truncated(path: folder.file, byteCount: cut)) {
          _ = try LogReader(path: folder.file, backend: backend)
        }
        continue
      }
      let complete = ends.lastIndex { $0 <= cut } ?? 0
      let log = try readAll(folder.file, backend: backend)
      #expect(log.commits.count == complete, "cut at \(cut)")
      #expect(log.position.offset == UInt64(ends[complete]), "cut at \(cut)")
      #expect((log.tail == .open) == (cut == ends[complete]), "cut at \(cut)")
      if case .damaged = log.tail { Issue.record("a cut at \(cut) was taken for damage") }
    }
  }

  @Test(.covers("TL4", "MD-16"))
  func reopeningCutsTheTornTailOffAndGoesOn() throws {
    let ends = try write(100)
    let whole = try contents(of: folder.file)
    for cut in ends[0]...whole.count {
      try store(Array(whole.prefix(cut)), at: folder.file)
      let complete = ends.lastIndex { $0 <= cut } ?? 0
      do {
        var writer = try LogWriter(opening: folder.file, backend: backend)
        #expect(writer.droppedByteCount == cut - ends[complete], "cut at \(cut)")
        #expect(writer.tailFound.isWhole == (writer.droppedByteCount == 0), "cut at \(cut)")
        try writer.append(try Commit.small(complete))
      }
      let bytes = try contents(of: folder.file)
      let known = min(ends[min(complete + 1, 100)], bytes.count)
      #expect(bytes.prefix(known) == whole.prefix(known), "cut at \(cut)")
      let log = try readAll(folder.file, backend: backend)
      #expect(log.commits.count == complete + 1, "cut at \(cut)")
      #expect(log.tail == .open, "cut at \(cut)")
    }
  }

  @Test(.covers("TL4"))
  func nothingOfAnEarlierTailComesBack() throws {
    // After a shorter commit overwrites a torn one, the rest of the torn commit must not be read.
    let ends = try write(20)
    let whole = try contents(of: folder.file)
    try store(Array(whole.prefix(ends[20] - 1)), at: folder.file)
    do {
      var writer = try LogWriter(opening: folder.file, backend: backend)
      try writer.append(Commit())
    }
    let log = try readAll(folder.file, backend: backend)
    #expect(log.commits.count == 20)
    #expect(log.commits[19].isEmpty)
    #expect(log.tail == .open)
  }

  @Test(.covers("TL2", "TL4"))
  func zerosBehindTheLastCommitAreNoRecords() throws {
    for zeros in [1, 2, 3, 4, 19, 20, 23, 24, 5000, 200_000] {
      let ends = try write(3)
      let whole = try contents(of: folder.file)
      try store(whole + [UInt8](repeating: 0, count: zeros), at: folder.file)
      var log = try readAll(folder.file, backend: backend)
      #expect(log.commits.count == 3)
      #expect(log.tail == .open, "\(zeros) zeros")
      do {
        var writer = try LogWriter(opening: folder.file, backend: backend)
        #expect(writer.droppedByteCount == zeros)
        try writer.append(try Commit.small(3))
        #expect(Int(writer.position.offset) > ends[3])
      }
      log = try readAll(folder.file, backend: backend)
      #expect(log.commits.count == 4)
      try SystemDisk().remove(folder.file)
    }
  }

  @Test(.covers("TL5"))
  func bytesBehindTheEndMarkAreNoticed() throws {
    let ends = try write(3)
    let whole = try contents(of: folder.file)
    for position in [4, 7, 100, 99_999] {
      var tail = [UInt8](repeating: 0, count: 100_000)
      tail[position] = 0x10
      try store(whole + tail, at: folder.file)
      let log = try readAll(folder.file, backend: backend)
      #expect(log.commits.count == 3)
      #expect(
        log.tail == .torn(offset: UInt64(ends[3]), sequence: 8, fault: .bytesAfterEnd))
    }
  }

  @Test(.covers("TL2", "TL4"))
  func closedLogIsToldFromOneThatLostItsLastCommits() throws {
    let ends = try write(5, close: true)
    #expect(try readAll(folder.file, backend: backend).tail == .closed)
    let whole = try contents(of: folder.file)
    try store(Array(whole.prefix(ends[4])), at: folder.file)
    let log = try readAll(folder.file, backend: backend)
    #expect(log.commits.count == 4)
    #expect(log.tail == .open)
  }

  @Test(.covers("TL4"))
  func closedLogIsAppendedTo() throws {
    _ = try write(2, close: true)
    do {
      var writer = try LogWriter(opening: folder.file, backend: backend)
      #expect(writer.tailFound == .closed)
      #expect(writer.droppedByteCount == 0)
      try writer.append(try Commit.small(2))
      #expect(writer.position.commitCount == 3)
    }
    #expect(try readAll(folder.file, backend: backend).tail == .open)
    var writer = try LogWriter(opening: folder.file, backend: backend)
    try writer.close()
    let log = try readAll(folder.file, backend: backend)
    #expect(log.commits.count == 3)
    #expect(log.tail == .closed)
  }

  @Test(.covers("DL8", "TL4"))
  func reopenedLogKeepsNamesOfSourcesApart() throws {
    // Another process has another table, so the same index may be another name.
    var first = SourceTable()
    let a = first.intern("a")
    var second = SourceTable()
    let b = second.intern("b"), again = second.intern("a")
    for (table, source) in [(first, a), (second, b), (second, again)] {
      let isFirst = table == first && source == a
      var writer =
        isFirst
        ? try LogWriter(creating: folder.file, backend: backend)
        : try LogWriter(opening: folder.file, backend: backend)
      var commit = Commit()
      commit.sources = table
      let header = DeltaHeader(
        id: DeltaID(1), page: PageID(1), epoch: Epoch(1), source: source)
      unsafe try commit.deltas.append(header, bytes: [UInt8](repeating: 1, count: 1).span.bytes)
      try writer.append(commit)
    }
    let log = try readAll(folder.file, backend: backend)
    let names = log.commits.map { $0.sources.name(of: $0.deltas.header(0).source) }
    #expect(names == [Array("a".utf8), Array("b".utf8), Array("a".utf8)])
  }
}
