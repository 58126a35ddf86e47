import StateBus
import TestSupport
import Testing

/// Damage anywhere in a log is found and reported with its offset, and ends the valid prefix.
@Suite struct LogDamageTests {
  let folder = TemporaryFolder()

  /// Writes a closed log with records of every kind; answers its commits and their end offsets.
  func write(_ backend: Backend) throws -> (commits: [PlainCommit], ends: [Int]) {
    var generator = CommitGenerator(seed: 77)
    var writer = try LogWriter(creating: folder.file, logID: 99, backend: backend)
    var commits: [PlainCommit] = []
    var ends = [Int(writer.position.offset)]
    while commits.count < 6 {
      var commit = try generator.next(rows: 3)
      guard commit.deltas.payloadByteCount < 400 else { continue }
      commit.creations.append(.init(id: PageID(UInt64(commits.count)), byteCount: 64))
      commits.append(PlainCommit(commit))
      ends.append(Int(try writer.append(commit).offset))
    }
    try writer.close()
    return (commits, ends)
  }

  @Test(.covers("TL5", "X3"), arguments: Variants.backends)
  func everyFlippedBitIsFound(backend: String) throws {
    let backend = try Backend.named(backend)
    let (commits, ends) = try write(backend)
    var bytes = try contents(of: folder.file)
    for bit in 0..<bytes.count * 8 {
      bytes[bit / 8] ^= 1 << UInt8(bit % 8)
      defer { bytes[bit / 8] ^= 1 << UInt8(bit % 8) }
      try store(bytes, at: folder.file)
      guard bit / 8 >= ends[0] else {
        #expect(throws: LogError.headerDamaged(path: folder.file), "bit \(bit)") {
          _ = try LogReader(path: folder.file, backend: backend)
        }
        continue
      }
      let log = try readAll(folder.file, backend: backend)
      let whole = (ends.firstIndex { $0 > bit / 8 } ?? ends.count) - 1
      #expect(!log.tail.isWhole, "bit \(bit)")
      #expect(log.commits.count == whole, "bit \(bit)")
      #expect(log.position.offset == UInt64(ends[whole]), "bit \(bit)")
      let found = log.commits.map { PlainCommit($0) }
      let isPrefix = found == Array(commits.prefix(whole))
      #expect(isPrefix, "bit \(bit)")
      var isDamaged = false
      if case .damaged(let offset, _, _) = log.tail { isDamaged = offset <= UInt64(bit / 8) }
      // A valid close record proves that the last commit was whole.
      #expect(isDamaged == (whole < commits.count), "bit \(bit)")
    }
  }

  @Test(.covers("TL5", "MD-20"))
  func readerThrowsAtTheDamageAndAgainWhenAskedAgain() throws {
    let backend = try Backend.preferred()
    let (_, ends) = try write(backend)
    var bytes = try contents(of: folder.file)
    bytes[ends[2] + 21] ^= 4
    try store(bytes, at: folder.file)
    var reader = try LogReader(path: folder.file, backend: backend)
    var commit = Commit()
    #expect(try reader.next(into: &commit))
    #expect(try reader.next(into: &commit))
    for _ in 0..<2 {
      do throws(LogError) {
        _ = try reader.next(into: &commit)
        Issue.record("damage was read over")
      } catch {
        guard case .recordDamaged(let offset, _, let valid, .checksum) = error else {
          Issue.record("\(error)")
          return
        }
        #expect(offset == UInt64(ends[2]))
        #expect(valid == UInt64(ends[2]))
      }
      #expect(commit.isEmpty)
    }
  }

  @Test(.covers("TL5"))
  func swappedRepeatedAndMissingCommitsAreFound() throws {
    let backend = try Backend.preferred()
    let (_, ends) = try write(backend)
    let bytes = try contents(of: folder.file)
    func part(_ index: Int) -> [UInt8] { Array(bytes[ends[index]..<ends[index + 1]]) }
    let head = Array(bytes[..<ends[1]])
    let rest = Array(bytes[ends[3]...])
    let wrong = [
      head + part(2) + part(1) + rest, head + part(1) + part(1) + part(2) + rest,
      head + part(2) + rest,
    ]
    for (index, bytes) in wrong.enumerated() {
      try store(bytes, at: folder.file)
      let log = try readAll(folder.file, backend: backend)
      #expect(log.commits.count == (index == 1 ? 2 : 1))
      guard case .damaged = log.tail else {
        Issue.record("\(log.tail)")
        continue
      }
    }
  }

  @Test(.covers("MD-16", "TL4"))
  func damagedLogIsNotCutOffUnlessToldTo() throws {
    let backend = try Backend.preferred()
    let (_, ends) = try write(backend)
    var bytes = try contents(of: folder.file)
    bytes[ends[2] + 9] ^= 4
    try store(bytes, at: folder.file)
    #expect(throws: LogError.self) { _ = try LogWriter(opening: folder.file, backend: backend) }
    #expect(try contents(of: folder.file) == bytes)
    let writer = try LogWriter(opening: folder.file, discardingDamage: true, backend: backend)
    #expect(writer.droppedByteCount == bytes.count - ends[2])
    #expect(try contents(of: folder.file) == Array(bytes.prefix(ends[2])))
  }

  @Test(.covers("TL5"))
  func lastCommitsOwnRecordDoesNotMakeItsTearDamage() throws {
    // After power loss a commit may have its last sector and lack its first: torn, not damaged.
    let backend = try Backend.preferred()
    do {
      var writer = try LogWriter(creating: folder.file, backend: backend)
      for number in 0..<3 {
        try writer.append(try Commit.small(number))
      }
    }
    let end = try readAll(folder.file, backend: backend).position
    var bytes = try contents(of: folder.file)
    bytes[bytes.count - 32] ^= 1
    try store(bytes, at: folder.file)
    let log = try readAll(folder.file, backend: backend)
    #expect(log.commits.count == 2)
    guard case .torn(_, let sequence, .checksum) = log.tail else {
      Issue.record("\(log.tail)")
      return
    }
    #expect(sequence == end.sequence - 1)
  }
}
