import Counters
import Machine
import StateBus
import Testing

/// The engine's counts through PAPI, as in any program that publishes them.
@Suite struct EngineEventTests {
  /// Through PAPI and directly, over the same stretch of work.
  @Test func valuesThroughPAPIAreTheEnginesOwn() throws {
    // The teams of other tests have fewer workers.
    let worker = 70
    Counters.publish(EngineCounters.all, workers: worker + 1)
    WorkerNumber.take(worker)
    defer { WorkerNumber.giveBack() }
    try #require(WorkerNumber.current == worker)
    let reader = ExactCounterReader(EngineCounters.all, worker: worker)
    defer { reader.close() }
    let before = EngineCounters.all.map { $0.read(worker) }
    reader.start()
    let store = StateBus(backend: try Backend.preferred())
    var commit = Commit()
    commit.creations = [.init(id: PageID(1), byteCount: 4096)]
    let header = DeltaHeader(id: DeltaID(1), page: PageID(1), epoch: Epoch(1))
    unsafe try commit.deltas.append(header, bytes: [UInt8](repeating: 1, count: 300).span.bytes)
    try store.commit(commit)
    let values = reader.stop()
    #expect(reader.failure == nil)
    #expect(
      values == EngineCounters.all.indices.map { EngineCounters.all[$0].read(worker) - before[$0] })
    let names = EngineCounters.all.map(\.name)
    let payload = try #require(names.firstIndex(of: "payload_bytes"))
    let commits = try #require(names.firstIndex(of: "commits_applied"))
    #expect(values[payload] == 300 && values[commits] == 1)
  }
}
