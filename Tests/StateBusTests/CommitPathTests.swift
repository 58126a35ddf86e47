import Oracle
import Proof
import StateBus
import TestSupport
import Testing

/// The one write path: every change to the pages is in the log, in the same order.
@Suite struct CommitPathTests {
  @Test(.covers("MD-18", "X1"))
  func commitThatTheLogRefusesNeverHappens() throws {
    let folder = TemporaryFolder()
    let backend = try Backend.preferred()
    var limits = LogLimits()
    limits.pageByteCount = 64
    let log = try LogWriter(creating: folder.file, limits: limits, backend: backend)
    let bus = StateBus(log: log, backend: backend)
    try bus.commit(Self.creating(1, byteCount: 64, fill: 3))
    let (before, position) = (bus.pages.images(), bus.position)
    #expect(throws: StateBusError.self) {
      try bus.commit(Self.creating(2, byteCount: 65, fill: 4))
    }
    #expect(bus.pages.images() == before && bus.position == position)
    #expect(throws: StateBusError.commit(.creation(.alreadyExists(PageID(1))))) {
      try bus.commit(Self.creating(1, byteCount: 64, fill: 4))
    }
    #expect(bus.pages.images() == before && bus.position == position)
  }

  @Test(.covers("RP1", "MD-19", "TL7"))
  func replayOfRacingCommitsGivesTheLiveState() throws {
    let folder = TemporaryFolder()
    let backend = try Backend.preferred()
    let log = try LogWriter(creating: folder.file, backend: backend)
    let bus = StateBus(log: log, backend: backend)
    for id: UInt64 in 0..<4 { try bus.commit(Self.creating(id, byteCount: 4096, fill: 0)) }
    _ = Threads.run(8) { worker in
      var generator = DeltaGenerator(
        seed: UInt64(worker) + 80, pages: (0..<4).map { (PageID($0), 4096) })
      for _ in 0..<100 { Self.commit(generator.next(), to: bus) }
      return 0
    }
    let replayed = try StateBus.inMemory()
    var reader = try LogReader(path: folder.file, backend: backend)
    let report = try replayed.replay(&reader)
    #expect(report.failureCount == 0 && report.commitCount == 804)
    #expect(replayed.pages.digest(.full) == bus.pages.digest(.full))
  }

  /// Commits the delta with epoch 1, so that only the order of commits decides which bytes win.
  static func commit(_ delta: PlainDelta, to bus: StateBus) {
    var (delta, commit) = (delta, Commit())
    delta.header.epoch = Epoch(1)
    delta.header.source = commit.sources.intern("racer")
    do {
      try commit.deltas.append(delta)
      try bus.commit(commit)
    } catch { Issue.record(error) }
  }

  static func creating(_ id: UInt64, byteCount: Int, fill: UInt8) throws -> Commit {
    var commit = Commit()
    commit.creations = [.init(id: PageID(id), byteCount: byteCount)]
    let bytes = [UInt8](repeating: fill, count: byteCount)
    let header = DeltaHeader(id: DeltaID(id), page: PageID(id), epoch: Epoch(1))
    unsafe try commit.deltas.append(header, bytes: bytes.span.bytes)
    return commit
  }
}
