import Machine
import Measure
import Scenarios
import Support
import Testing

/// Work whose operations are chains of so many steps: every tenth is ten times as long.
private final class SlowWork: Work {
  let facts: WorkFacts
  let references: [Reference] = []
  private let steps: Int
  private var iterations = 0
  private var chain: UInt64 = 1
  private let isWrong: Bool

  init(_ request: WorkRequest, steps: Int, isWrong: Bool) {
    var facts = WorkFacts()
    facts.backendExecuted = request.backend
    facts.allocatorExecuted = request.allocator
    facts.operation = "step"
    facts.operationsPerIteration = 10
    facts.latencyUnit = LatencyUnit("walk", countPerIteration: 10)
    self.facts = facts
    self.steps = steps
    self.isWrong = isWrong
  }

  func ready(iterations: Int) {}

  func run(iterations: Int) {
    walk(iterations) {}
    self.iterations = iterations
  }

  func run(iterations: Int, recording latencies: LatencyRecorder) {
    latencies.begin()
    walk(iterations) { latencies.end() }
    self.iterations = isWrong ? -1 : iterations
  }

  private func walk(_ iterations: Int, _ afterEach: () -> Void) {
    for step in 0..<10 * iterations {
      chain = Canary.run(from: chain, steps: steps * (step % 10 == 9 ? 10 : 1))
      afterEach()
    }
  }

  func digest() -> Digest { Digest(high: 0, low: iterations < 0 ? 1 : 0) }
  func expected() -> Digest { Digest(high: 0, low: 0) }
}

@Suite struct LatencyPassTests {
  private func rows(
    steps: Int = 20_000, isWrong: Bool = false, metrics: String = "'time', 'latency'",
    threads: Int = 1
  ) throws -> [SummaryRow] {
    let work = Workload(name: "fake", about: "Waits.", axes: [.backend, .threads]) { request in
      SlowWork(request, steps: steps, isWrong: isWrong)
    }
    return try execute(
      work, axes: "backend: ['slow'], threads: [\(threads)]", baseline: "",
      measure: "rounds: 8, metrics: [\(metrics)]"
    ).rows.summary.filter { $0.keys.variant == CellKeys.cellVariant }
  }

  private func value(_ rows: [SummaryRow], _ metric: String, _ statistic: Statistic) -> Double? {
    rows.first { $0.metric == metric && $0.statistic == statistic }?.value
  }

  @Test func operationsAreTimedOneByOne() throws {
    let rows = try rows()
    let p50 = try #require(value(rows, "latency", .p50))
    #expect(p50 >= 1_000)
    #expect(try #require(value(rows, "latency", .max)) > p50)
    let count = try #require(value(rows, "latency_operations", .sum))
    #expect(count >= 100 && count.truncatingRemainder(dividingBy: 10) == 0)
    let latencies = rows.filter { $0.metric == "latency" }
    #expect(latencies.allSatisfy { $0.keys.operation == "walk" && $0.verified == true })
  }

  @Test func everyWorkerCounts() throws {
    guard Topology.read().cpus.count > 1 else { return }
    let rows = try rows(threads: 2)
    let count = try #require(value(rows, "latency_operations", .sum))
    #expect(count >= 200 && count.truncatingRemainder(dividingBy: 20) == 0)
  }

  @Test func shortOperationsAndOtherScenariosHaveNone() throws {
    #expect(try !rows(steps: 10).contains { $0.metric.hasPrefix("latency") })
    #expect(try !rows(metrics: "'time'").contains { $0.metric.hasPrefix("latency") })
  }

  @Test func aStateThatTimingOneByOneLeavesWrongVoidsTheCell() throws {
    let rows = try rows(isWrong: true)
    #expect(rows.contains { $0.status == .mismatch })
    #expect(rows.allSatisfy { $0.value == nil })
  }
}
