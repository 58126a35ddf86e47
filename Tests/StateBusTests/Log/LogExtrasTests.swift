import StateBus
import TestSupport
import Testing

/// Changes that the log format holds and the engine does not make.
@Suite struct LogExtrasTests {
  let backend: Backend
  let folder = TemporaryFolder()

  init() throws { backend = try Backend.preferred() }

  /// A commit that makes a page and an edge to it.
  static var commit: Commit {
    var commit = Commit()
    commit.creations = [.init(id: PageID(2), byteCount: 64)]
    commit.extras.addedEdges = [.init(kind: 1, from: PageID(1), to: PageID(2))]
    return commit
  }

  @Test(.covers("TL2"))
  func anEngineRefusesWhatItDoesNotMakeAndChangesNothing() throws {
    let log = try LogWriter(creating: folder.file, backend: backend)
    let bus = StateBus(log: log, backend: backend)
    let (before, position) = (try contents(of: folder.file), bus.position)
    #expect(throws: StateBusError.commit(.unsupported(changeCount: 1))) {
      try bus.commit(Self.commit)
    }
    #expect(bus.pages.count == 0 && bus.position == position)
    #expect(try contents(of: folder.file) == before)
    var plain = Self.commit
    plain.extras = CommitExtras()
    try bus.commit(plain)
    #expect(bus.pages.count == 1)
  }

  @Test(.covers("TL9"))
  func theSummaryCountsThemAndReplayReportsThem() throws {
    do {
      var writer = try LogWriter(creating: folder.file, backend: backend)
      var (first, second) = (Self.commit, Commit())
      first.policy = .unchecked
      second.extras.removedEdges = first.extras.addedEdges
      second.extras.functions = [.init(page: PageID(2), name: [65], version: 1)]
      second.extras.allocations = [.init(file: 1, first: 0, count: 9)]
      second.extras.frees = [
        .init(file: 1, first: 0, count: 1), .init(file: 1, first: 4, count: 1),
      ]
      for commit in [first, second] { try writer.append(commit) }
    }
    let summary = try LogSummary(path: folder.file, backend: backend)
    #expect(summary.edgeCount == 2 && summary.functionCount == 1)
    #expect(summary.frameRunCount == 3 && summary.uncheckedCommitCount == 1)
    var reader = try LogReader(path: folder.file, backend: backend)
    let report = try StateBus(backend: backend).replay(&reader)
    #expect(report.failures.map(\.error) == [1, 5].map { .unsupported(changeCount: $0) })
  }
}
