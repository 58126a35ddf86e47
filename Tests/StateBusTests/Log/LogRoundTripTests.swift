import Proof
import StateBus
import TestSupport
import Testing

/// What is written is read back, exactly.
@Suite struct LogRoundTripTests {

  @Test(.covers("TL2", "DL8", "MD-21"), arguments: Variants.backends)
  func everyCommitIsReadAsItWasWritten(backend: String) throws {
    let folder = TemporaryFolder()
    let backend = try Backend.named(backend)
    let seed: UInt64 = 31
    var generator = CommitGenerator(seed: seed)
    var expected: [PlainCommit] = []
    var rows = 0
    do {
      var writer = try LogWriter(creating: folder.file, backend: backend)
      while rows < 34_000 {
        let commit = try generator.next(rows: 400)
        rows += commit.deltas.count
        let end = try writer.append(commit).offset
        #expect(end == UInt64(try contents(of: folder.file).count) || rows > 1000)
        expected.append(PlainCommit(commit))
      }
      try writer.close()
    }
    let log = try readAll(folder.file, backend: backend)
    #expect(log.tail == .closed)
    #expect(log.position.deltaCount == UInt64(rows))
    #expect(log.commits.count == expected.count)
    for (index, commit) in log.commits.enumerated() {
      let isSame = PlainCommit(commit) == expected[index]
      #expect(isSame, "seed \(seed) commit \(index)")
    }
  }
}
