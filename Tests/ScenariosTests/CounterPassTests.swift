import Counters
import Glibc
import Machine
import Measure
import Scenarios
import Synchronization
import TestSupport
import Testing

/// The work's own counts by worker.
final class Tally: Sendable {
  private let cells = Mutex([Int64](repeating: 0, count: 64))

  func add(_ amount: Int, worker: Int) { cells.withLock { $0[worker] += Int64(amount) } }

  func counter(_ name: String) -> ExactCounter {
    ExactCounter(name: name, unit: "count", about: "Additions.") { worker in
      self.cells.withLock { cells in worker.map { cells[$0] } ?? cells.reduce(0, +) }
    }
  }
}

/// Detects the counter pass by its reads of a counter at each batch.
///
/// Proofs read counters too, but only before timing, which reads none over many batches.
private final class Watch: Sendable {
  private let state = Mutex((reads: 0, last: 0, quietRuns: 0))

  func read() { state.withLock { $0.reads += 1 } }

  /// Whether the counter pass has begun; called by every run of the work.
  func isCounting() -> Bool {
    state.withLock { state in
      if state.quietRuns >= 5 { return state.reads != state.last }
      state.quietRuns = state.reads == state.last ? state.quietRuns + 1 : 0
      state.last = state.reads
      return false
    }
  }
}

@Suite(.serialized) struct CounterPassTests {
  /// A machine without hardware counters; `software` is the error code of software events.
  private func ladder(software: Int32 = 0) -> CounterLadder {
    var papi = PAPIObservation()
    papi.version = "7.0.0"
    papi.disabledReason = "no default PMU found"
    return CounterLadder(
      LadderObservation(
        papi: papi, perf: PerfObservation(hardwareCode: ENOENT, softwareCode: software)))
  }

  private func counted(_ outcome: RunOutcome, _ cell: String = "fake.slow") -> [SummaryRow] {
    outcome.rows.summary.filter { $0.keys.cellID == cell && $0.keys.variant == "cell" }
  }

  @Test func everyCellIsCountedAfterItsTiming() throws {
    let outcome = try execute(options: { $0.counters = ladder(software: EACCES) })
    #expect(outcome.counts.measured == 2 && outcome.problems.isEmpty, "\(outcome.problems)")
    for cell in ["fake.slow", "fake.fast"] {
      let rows = counted(outcome, cell)
      let clock = try #require(rows.first { $0.metric == "task_clock" })
      #expect(clock.status == .ok && clock.value ?? 0 > 0 && clock.unit == "ns/op")
      #expect(clock.source == .clock && clock.batchCount == 3)
      #expect(rows.contains { $0.metric == "page_faults" && $0.source == .rusage })
      for group in ["branches", "caches", "memory"] {
        let row = try #require(rows.first { $0.metric == "counters_\(group)" })
        #expect(row.status == .unavailable && row.reasonCode == "no_pmu" && row.value == nil)
      }
      let migrations = rows.first { $0.metric == "cpu_migrations" }
      #expect(migrations?.reasonCode == "perf_permission")
      #expect(rows.count { $0.metric == "time" && $0.statistic == .median } == 1)
      let samples = outcome.rows.samples.filter { $0.keys.cellID == cell }
      #expect(samples.filter { $0.launch == 0 }.count == 8, "eight rounds of timing")
      #expect(Set(samples.filter { $0.launch > 0 }.map(\.launch)) == [4], "the fourth group")
      #expect(samples.allSatisfy { ($0.launch == 0) == ($0.metric == "batch_time") })
      #expect(samples.allSatisfy { $0.runningFraction == ($0.launch == 0 ? nil : 1) })
      let iterations = Set(samples.map(\.batchIterations))
      #expect(iterations.count == 1, "counted with the timing's iterations")
    }
    #expect(Set(outcome.counterReadCosts.keys) == [.clock, .rusage, .schedstat])
    #expect(outcome.counterReadCosts.values.allSatisfy { $0 > 0 })
  }

  /// The program's own counts, through PAPI: three operations an iteration, each counted once.
  @Test(arguments: [1, 2]) func ownCountsAreExact(_ workers: Int) throws {
    guard workers <= Topology.read().cpus.count else { return }
    let tally = Tally()
    let counter = tally.counter("fake_additions_\(workers)")
    let outcome = try execute(
      FakeWork.workload(tally: tally), axes: "backend: ['slow'], threads: [\(workers)]",
      exact: [counter], options: { $0.counters = ladder() })
    let row = try #require(
      outcome.rows.summary.first { $0.metric == "fake_additions_\(workers)_per_operation" })
    #expect(row.value == 1 && row.valueKind == .exact && row.unit == "count/op")
    #expect(row.source == .papi && row.statistic == .value)
    let samples = outcome.rows.samples.filter {
      $0.metric == "batch_fake_additions_\(workers)"
    }
    #expect(samples.count == 3)
    for sample in samples {
      #expect(sample.value == Double(sample.batchIterations * 3 * workers), "both workers' sum")
    }
  }

  @Test func choiceOfTheCommandWinsOverTheScenario() throws {
    let chosen = try execute(
      measure: "rounds: 8, counters: ['branches']", plan: { $0.counters = ["software"] },
      options: { $0.counters = ladder() })
    #expect(!counted(chosen).contains { $0.metric == "counters_branches" })
    #expect(counted(chosen).contains { $0.metric == "page_faults" })
    let stated = try execute(
      measure: "rounds: 8, counters: ['branches']", options: { $0.counters = ladder() })
    #expect(counted(stated).contains { $0.metric == "counters_branches" })
    #expect(!counted(stated).contains { $0.metric == "page_faults" })
  }

  @Test func nothingIsCountedWhenOffOrVerifying() throws {
    let off = try execute(plan: { $0.counters = ["off"] }, options: { $0.counters = ladder() })
    let verified = try execute(options: {
      $0.counters = ladder()
      $0.mode = .verify
    })
    for outcome in [off, verified] {
      #expect(outcome.counterReadCosts.isEmpty && !outcome.rows.samples.contains { $0.launch > 0 })
      #expect(!outcome.rows.summary.contains { $0.metric.hasPrefix("counters_") })
    }
  }

  /// Counting runs the work again, so the state is proved again.
  @Test func aStateThatCountingSpoilsIsCaught() throws {
    let watch = Watch()
    let counter = ExactCounter(name: "fake_spoiler", unit: "count", about: "Spoils.") { _ in
      watch.read()
      return 0
    }
    let work = FakeWork.workload(
      fault: .init(backend: "fast", kind: .corruptWhile { watch.isCounting() }))
    let outcome = try execute(work, exact: [counter], options: { $0.counters = ladder() })
    #expect(outcome.counts.mismatched == 1 && outcome.exitCode == 3)
    #expect(outcome.problems.contains { $0.contains("after counting differs") })
    #expect(counted(outcome, "fake.fast").allSatisfy { $0.value == nil })
  }

  @Test func unknownCountersAreRefusedWithTheirPlace() {
    let text = scenarioText(more: "measure: { counters: ['branches', 'nonesuch'] }")
    let error = #expect(throws: ScenarioError.self) { try scenarioFile(text) }
    let message = error?.description ?? ""
    #expect(message.contains("nonesuch") && message.contains("branches, caches"), "\(message)")
    #expect(throws: ScenarioError.self) {
      try execute(plan: { $0.counters = ["nonesuch"] })
    }
  }
}
