import Machine
import Measure
import Scenarios
import Synchronization
import TestSupport
import Testing

/// Cells with cold caches, on machines where eviction works and on machines where it does not.
@Suite(.serialized) struct ColdCacheTests {
  private let cold = CacheProbe(
    hotNanoseconds: 4, coldNanoseconds: 130, memoryNanoseconds: 140)
  private let warm = CacheProbe(hotNanoseconds: 4, coldNanoseconds: 20, memoryNanoseconds: 140)

  private func run(
    _ chill: @escaping @Sendable (CacheChill.Request) throws(WorkError) -> CacheChill
  ) throws -> RunOutcomeRows {
    let outcome = try execute(
      FakeWork.workload(weight: 40_000), measure: "rounds: 8, cache: 'cold'",
      on: Topology.read(), options: { $0.chill = chill })
    return RunOutcomeRows(outcome: outcome)
  }

  /// The outcome of a run, with the values that a test reads.
  private struct RunOutcomeRows {
    let outcome: RunOutcome

    func values(_ metric: String) -> [Double?] {
      outcome.rows.summary.filter {
        $0.metric == metric && $0.statistic != .p5 && $0.statistic != .p95
          && $0.keys.variant == CellKeys.cellVariant
      }.map(\.value)
    }
  }

  @Test func coldCellsHaveOneIterationAndTheProbesTimes() throws {
    let cold = cold
    let run = try self.run { _ in
      CacheChill(evict: { Self.count.add(1, ordering: .relaxed) }, probe: { cold })
    }
    #expect(run.outcome.counts.measured == 2 && run.outcome.exitCode == 0)
    let samples = run.outcome.rows.samples.filter { $0.keys.variant != CellKeys.canaryVariant }
    #expect(samples.allSatisfy { $0.batchIterations == 1 })
    #expect(samples.allSatisfy { $0.keys.cache == "cold" } && samples.count == 3 * 8)
    #expect(Self.count.load(ordering: .relaxed) > samples.count)
    #expect(run.values("load_latency_hot") == [4, 4])
    #expect(run.values("load_latency_evicted") == [130, 130])
    #expect(run.values("load_latency_memory") == [140, 140])
  }

  private static let count = Atomic<Int>(0)

  @Test func cachesThatCannotBeEmptiedGiveAReasonAndNoNumber() throws {
    let warm = warm
    let run = try self.run { _ throws(WorkError) in throw CacheChill.refusal(warm) }
    #expect(run.outcome.counts.unavailable == 2 && run.outcome.exitCode == 5)
    let rows = run.outcome.rows
    #expect(rows.samples.isEmpty && rows.summary.map(\.reasonCode).contains("cache_not_cold"))
    #expect(run.values("time") == [nil, nil])
    #expect(run.outcome.problems.count == 1 && run.outcome.problems[0].contains("20 ns"))
  }

  @Test func cachesThatWarmUpMeanwhileVoidTheCells() throws {
    let warm = warm
    let run = try self.run { _ in CacheChill(evict: {}, probe: { warm }) }
    #expect(run.outcome.counts.unavailable == 2 && run.outcome.exitCode == 5)
    #expect(run.values("time") == [nil, nil])
    #expect(
      run.outcome.rows.summary.filter { $0.metric == "time" && $0.keys.cellID != "" }
        .allSatisfy { $0.reasonCode == "cache_not_cold" && $0.status == .unavailable })
  }

  @Test func theLastLevelAndAShareOfTheMemoryAreAskedFor() throws {
    let outcome = try execute(
      FakeWork.workload(weight: 40_000), measure: "rounds: 8, cache: 'cold'",
      on: Topology.read(),
      options: {
        $0.memoryLimitByteCount = 1 << 30
        $0.chill = { request throws(WorkError) in
          guard request.limitByteCount == 1 << 28,
            request.lastLevelByteCount == Topology.read().lastLevelCacheByteCount
          else { throw .invalidInput("\(request)") }
          return CacheChill(evict: {}) {
            CacheProbe(hotNanoseconds: 1, coldNanoseconds: 100, memoryNanoseconds: 100)
          }
        }
      })
    #expect(outcome.problems.isEmpty && outcome.counts.measured == 2)
  }

  @Test func warmIsWhatOthersAre() throws {
    let outcome = try execute(
      options: { $0.chill = { _ throws(WorkError) in throw .invalidInput("nobody asked") } })
    #expect(outcome.counts.measured == 2)
    #expect(outcome.rows.samples.contains { $0.keys.cache == "warm" })
  }
}
