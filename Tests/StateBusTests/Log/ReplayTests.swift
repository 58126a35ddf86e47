import Oracle
import Proof
import StateBus
import TestSupport
import Testing

/// Replaying a log gives the state of the live store.
@Suite struct ReplayTests {
  static let pages: [(id: PageID, byteCount: Int)] = [
    (PageID(0), 64), (PageID(1), 100), (PageID(9), 4096), (PageID(.max), 8191),
  ]
  let folder = TemporaryFolder()

  /// Makes commits on an engine with a log; answers the engine.
  func live(_ backend: Backend, seed: UInt64) throws -> StateBus {
    let log = try LogWriter(creating: folder.file, backend: backend)
    let store = StateBus(log: log, backend: backend)
    var generator = DeltaGenerator(seed: seed, pages: Self.pages)
    var sources = SourceTable()
    for name in ["a", "b"] { _ = sources.intern(name) }
    for round in 0..<50 {
      var commit = Commit()
      commit.sources = sources
      if round == 0 {
        commit.creations = Self.pages.map { .init(id: $0.id, byteCount: $0.byteCount) }
        commit.creations.append(.init(id: PageID(5), byteCount: 7))
      }
      if round == 20 { commit.removals = [PageID(5)] }
      if round % 7 == 0 {
        var metadata = Metadata()
        try metadata.insert([UInt8(round)], for: "round")
        commit.metadata = [.init(page: PageID(9), metadata: metadata)]
      }
      for _ in 0..<round { try commit.deltas.append(generator.next()) }
      try store.commit(commit)
    }
    return store
  }

  @Test(.covers("RP1"), arguments: Variants.backends)
  func replayGivesTheLiveState(backend: String) throws {
    let backend = try Backend.named(backend)
    let store = try live(backend, seed: 12)
    let replayed = StateBus(backend: backend)
    var reader = try LogReader(path: folder.file, backend: backend)
    let report = try replayed.replay(&reader)
    #expect(report.isComplete)
    #expect(report.commitCount == 50)
    #expect(report.deltaCount == (0..<50).reduce(0, +))
    #expect(replayed.pages.digest(.full) == store.pages.digest(.full))
    #expect(replayed.pages.infos() == store.pages.infos())
  }

  @Test(.covers("RP1", "MD-36"))
  func refusedCommitsAreReportedAndTheOthersApplied() throws {
    let backend = try Backend.preferred()
    do {
      var writer = try LogWriter(creating: folder.file, backend: backend)
      var first = Commit()
      first.creations = [.init(id: PageID(1), byteCount: 64)]
      try writer.append(first)
      for (page, epoch) in [(1, 5), (2, 6), (1, 4), (1, 7)] as [(UInt64, UInt64)] {
        var commit = Commit()
        let header = DeltaHeader(id: DeltaID(epoch), page: PageID(page), epoch: Epoch(epoch))
        unsafe try commit.deltas.append(
          header, bytes: [UInt8](repeating: UInt8(epoch), count: 3).span.bytes)
        try writer.append(commit)
      }
    }
    let store = try StateBus.inMemory()
    var reader = try LogReader(path: folder.file, backend: backend)
    let report = try store.replay(&reader)
    #expect(report.commitCount == 5)
    #expect(report.deltaCount == 2)
    #expect(report.failureCount == 2)
    #expect(!report.isComplete)
    #expect(report.failures.map(\.commit) == [2, 3])
    #expect(
      report.failures.map(\.error) == [
        .delta(BatchError(row: 0, error: .pageNotFound(PageID(2)))),
        .delta(
          BatchError(
            row: 0,
            error: .epochRegression(page: PageID(1), previous: Epoch(5), current: Epoch(4)))),
      ])
    #expect(try store.pages.info(of: PageID(1)).epoch == Epoch(7))
  }

  @Test(.covers("RP1", "TL5"))
  func damageEndsReplayAndIsReported() throws {
    let backend = try Backend.preferred()
    _ = try live(backend, seed: 13)
    var bytes = try contents(of: folder.file)
    bytes[bytes.count / 2] ^= 1
    try StateBusTests.store(bytes, at: folder.file)
    var reader = try LogReader(path: folder.file, backend: backend)
    let report = try StateBus(backend: backend).replay(&reader)
    #expect(report.failureCount == 0)
    #expect(!report.isComplete)
    #expect(report.commitCount < 50)
    guard case .damaged(let offset, _, _) = report.tail else {
      Issue.record("\(report.tail)")
      return
    }
    #expect(report.validByteCount <= Int(offset))
  }
}
