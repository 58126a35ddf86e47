import StateBus
import TestSupport
import Testing

/// The content of a log, counted by reading the log.
@Suite struct LogSummaryTests {
  let backend: Backend
  let folder = TemporaryFolder()

  init() throws { backend = try Backend.preferred() }

  @Test(.covers("TL9"))
  func summaryCountsWhatIsThere() throws {
    var generator = CommitGenerator(seed: 5)
    var commits: [Commit] = []
    var ends: [Int] = []
    do {
      var writer = try LogWriter(creating: folder.file, backend: backend)
      for _ in 0..<40 {
        let commit = try generator.next(rows: 20)
        ends.append(Int(try writer.append(commit).offset))
        commits.append(commit)
      }
      try writer.close()
    }
    let bytes = try contents(of: folder.file)
    try expect(commits, valid: bytes.count, .closed)
    var broken = bytes
    broken[ends[20] + 5] ^= 1
    try store(broken, at: folder.file)
    let summary = try LogSummary(path: folder.file, limits: .unlimited, backend: backend)
    guard case .damaged = summary.tail else {
      Issue.record("\(summary.tail)")
      return
    }
    try expect(Array(commits.prefix(21)), valid: ends[20], summary.tail)
    try store(Array(bytes.prefix(ends[30] + 7)), at: folder.file)
    let torn = LogFault.cutOff(byteCount: 24, available: 7)
    let sequence = try readAll(folder.file, backend: backend).position.sequence + 1
    try expect(
      Array(commits.prefix(31)), valid: ends[30],
      .torn(offset: UInt64(ends[30]), sequence: sequence, fault: torn))
  }

  func expect(_ commits: [Commit], valid: Int, _ tail: LogTail) throws {
    let summary = try LogSummary(path: folder.file, limits: .unlimited, backend: backend)
    let rows = commits.flatMap { commit in
      (0..<commit.deltas.count).map { commit.deltas.header($0) }
    }
    #expect(summary.commitCount == commits.count)
    #expect(summary.deltaCount == rows.count)
    #expect(summary.creationCount == commits.reduce(0) { $0 + $1.creations.count })
    #expect(summary.removalCount == commits.reduce(0) { $0 + $1.removals.count })
    #expect(summary.metadataCount == commits.reduce(0) { $0 + $1.metadata.count })
    #expect(summary.payloadByteCount == commits.reduce(0) { $0 + $1.deltas.payloadByteCount })
    #expect(summary.lastEpoch == rows.map(\.epoch).max())
    #expect(summary.firstTimestamp == rows.map(\.timestamp).filter { $0 > 0 }.min())
    #expect(summary.lastTimestamp == rows.map(\.timestamp).max())
    #expect(summary.validByteCount == valid)
    #expect(summary.fileByteCount == (try contents(of: folder.file).count))
    #expect(summary.tail == tail)
  }
}
