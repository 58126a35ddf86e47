import Counters
import Machine
import Measure
import Scenarios
import Support
import Synchronization
import TestSupport
import Testing

/// Groups that several processes measure; a session in this one stands for each.
@Suite(.serialized) struct LaunchedGroupTests {
  /// Runs a scenario in launches; `change` may spoil one.
  private func launched(
    _ work: Workload = FakeWork.workload(), launches: Int = 3,
    spoiling change: @escaping @Sendable (Int) throws(WorkError) -> Void = { _ in },
    isInterrupted: @escaping () -> Bool = { false }
  ) throws -> RunOutcome {
    let text = scenarioText(more: "baseline: { backend: 'slow' }, measure: { rounds: 8 }")
    return try execute(
      work, plan: { $0.launches = launches },
      options: { options in
        let keys = options.keys
        options.launch = { group, number, scratch, seconds throws(WorkError) in
          try change(number)
          var order = WorkerOrder(path: "dir/test.json5", text: text, group: group)
          order.rounds = 8
          order.launch = number
          order.keys = keys
          order.scratch = scratch
          let session = WorkerSession(catalogue([work]), .read())
          let line = session.answer(WorkerRequest.measure(order).json.line)
          guard seconds > 0, let reply = try? JSONValue(strict: Array(line.utf8)),
            let measured = WorkerMeasurement(reply)
          else { throw .environment("no measurement: \(line)", code: "launch_failed") }
          return measured
        }
      }, isInterrupted: isInterrupted)
  }

  @Test func everyLaunchTimesTheGroup() throws {
    let outcome = try launched()
    #expect(outcome.counts.measured == 2 && outcome.problems.isEmpty && outcome.exitCode == 0)
    let times = outcome.rows.summary.filter {
      $0.metric == "time" && $0.statistic == .median && $0.keys.variant == CellKeys.cellVariant
    }
    #expect(times.map(\.keys.cellID) == ["fake.slow", "fake.fast"])
    #expect(times.allSatisfy { $0.launchCount == 3 && $0.batchCount == 24 && $0.verified == true })
    #expect(times.allSatisfy { $0.keys.runID == "run" && $0.keys.cpuList != "" })
    let own = outcome.rows.samples.filter { $0.keys.cellID == "fake.fast" }
    #expect(Set(own.map(\.launch)) == [0, 1, 2] && own.count == 24)
    #expect(outcome.rows.compare.map(\.launchCount) == [3])
    // Each launch draws orders of its own.
    let slots = (0..<3).map { launch in own.filter { $0.launch == launch }.map(\.slot) }
    #expect(Set(slots).count > 1)
  }

  @Test func aLaunchThatFailsSettlesTheGroup() throws {
    let outcome = try launched(spoiling: { number throws(WorkError) in
      if number == 1 { throw .environment("launch 2 died of signal 9", code: "launch_failed") }
    })
    #expect(outcome.counts.failed == 2 && outcome.exitCode == 5)
    #expect(outcome.problems == ["launch 2 died of signal 9"])
    #expect(outcome.rows.samples.isEmpty)
    #expect(outcome.rows.summary.contains { $0.reasonCode == "launch_failed" })
  }

  @Test func aWrongStateInALaunchIsAMismatch() throws {
    let outcome = try launched(
      FakeWork.workload(fault: .init(backend: "fast", kind: .corrupt(beyond: 0))))
    #expect(outcome.counts.mismatched == 1 && outcome.counts.measured == 1)
    #expect(outcome.exitCode == 3 && outcome.problems.contains { $0.contains("fake.fast") })
    #expect(!outcome.rows.samples.contains { $0.keys.cellID == "fake.fast" })
  }

  @Test func anInterruptionSkipsTheGroupUnderWay() throws {
    let seen = Mutex(false)
    let outcome = try launched(
      spoiling: { number throws(WorkError) in if number == 1 { seen.withLock { $0 = true } } },
      isInterrupted: { seen.withLock { $0 } })
    #expect(outcome.isInterrupted && outcome.counts.skipped == 2)
    #expect(outcome.rows.summary.allSatisfy { $0.value == nil })
    #expect(outcome.rows.summary.contains { $0.reasonCode == "interrupted" })
  }

  @Test func ordersAndMeasurementsReadBack() throws {
    var order = WorkerOrder(path: "a/b.json5", text: "{ \"x\": 1 }\n", group: "apply.4K.avx2")
    order.launch = 7
    order.axes = ["backend=slow,fast"]
    order.filters = ["slow"]
    order.isQuick = true
    order.input = "trace"
    order.seed = .max
    order.rounds = 9
    order.counters = ["branches"]
    order.isCounting = true
    order.memoryByteCount = 1 << 40
    order.loadLevels = [3: 1, 17: 2]
    order.keys.runID = "run"
    order.keys.gitDirty = true
    let line = WorkerRequest.measure(order).json.line
    #expect(WorkerRequest(try JSONValue(strict: Array(line.utf8))) == .measure(order))
    var measured = WorkerMeasurement(rows: try launched(launches: 1).rows)
    measured.problems = ["a \"b\""]
    measured.hasUnfitEnvironment = true
    measured.counterReadCosts = [.perf: 31.5]
    let reply = try JSONValue(strict: Array(measured.json.line.utf8))
    #expect(WorkerMeasurement(reply) == measured && !measured.rows.samples.isEmpty)
    #expect(WorkerMeasurement(["samples": "no table"]) == nil)
  }

  @Test(arguments: ["rounds", "seed", "keys", "text"])
  func anOrderWithoutAMemberIsNoOrder(member: String) throws {
    let json = WorkerOrder(path: "p", text: "t", group: "g").json
    #expect(WorkerOrder(json) != nil)
    guard case .object(let members) = json.content else { return }
    #expect(WorkerOrder(.object(members.filter { $0.name != member })) == nil)
  }

  @Test func aWidthGoesWithOneLaunchOnly() throws {
    let error = #expect(throws: ScenarioError.self) {
      try execute(plan: {
        $0.launches = 8
        $0.untilWidth = 0.01
      })
    }
    #expect(error?.description.contains("--launches 1") == true)
  }

  @Test func launchesAreTheScenariosUnlessStatedAndOneWhenQuick() throws {
    func launches(_ change: (inout PlanOptions) -> Void) throws -> Int {
      var options = PlanOptions()
      change(&options)
      let file = try scenarioFile(scenarioText(more: "measure: { launches: 5 }"))
      return try Plan(file, catalogue(), topology(), options).launches
    }
    #expect(try launches { _ in } == 5)
    #expect(try launches { $0.launches = 8 } == 8)
    #expect(try launches { $0.matrix.isQuick = true } == 1)
    #expect(throws: ScenarioError.self) {
      try scenarioFile(scenarioText(more: "measure: { launches: 101 }"))
    }
  }
}
