import Proof
import StateBus
import Support
import TestSupport
import Testing

/// Commits are read back exactly as written.
@Suite struct LogRoundTripTests {

  /// A delta over zero bytes has a mask without words, which resembles an absent mask.
  @Test(.covers("TL2"), arguments: DeltaForm.allCases)
  func aDeltaOverNothingKeepsItsForm(form: DeltaForm) throws {
    let (folder, backend) = (TemporaryFolder(), try Backend.preferred())
    var commit = Commit()
    let header = DeltaHeader(id: DeltaID(1), page: PageID(1), epoch: Epoch(1), offset: 7)
    if form == .ones {
      try commit.deltas.append(header, bytes: [UInt8]().span.raw)
    } else {
      try commit.deltas.append(
        header, mask: [UInt64]().span, count: 0, payload: [UInt8]().span.raw,
        isSparse: form == .sparse)
    }
    var writer = try LogWriter(creating: folder.file, backend: backend)
    try writer.append(commit)
    let read = try readAll(folder.file, backend: backend).commits
    #expect(read.map(\.deltas.count) == [1])
    #expect(read.first?.deltas.extents.map(\.form) == [form])
  }

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
