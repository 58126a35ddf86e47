import Measure
import Scenarios
import Support
import Synchronization
import TestSupport
import Testing

/// Runs that the system stops in the middle, and runs that go on where one was stopped.
@Suite(.serialized) struct StoppedWorkTests {
  @Test func workThatIsStoppedInsideTheClockHasNoNumbersAndSaysWhy() throws {
    let outcome = try execute(FakeWork.workload(fault: .init(backend: "fast", kind: .stopped)))
    #expect(
      outcome.counts
        == counts {
          $0.measured = 1; $0.failed = 1
        })
    #expect(outcome.exitCode == 5 && outcome.problems == ["no space for the second iteration"])
    expectNoNumbers(of: ["fake.fast"], in: outcome.rows)
    let row = outcome.rows.summary.first { $0.keys.cellID == "fake.fast" }
    #expect(row?.status == .failed && row?.reasonCode == "environment_unfit")
  }

  @Test func aReferenceThatIsStoppedInsideTheClockLeavesTheCells() throws {
    let outcome = try execute(
      FakeWork.workload(fault: .init(backend: "slow", kind: .brokenReference)))
    #expect(outcome.counts == counts { $0.measured = 2 })
    #expect(outcome.exitCode == 5 && outcome.problems == ["no space for the yardstick"])
    let rows = outcome.rows.summary.filter { $0.keys.referenceName == "broken" }
    #expect(rows.map(\.reasonCode) == ["environment_unfit"])
    #expect(!outcome.rows.samples.contains { $0.keys.referenceName == "broken" })
  }

  @Test func aRunEndsWhereItsRowsAreRefused() throws {
    let received = Mutex(0)
    let full = ResultError.cannotWrite(path: "x", reason: "No space left on device")
    let outcome = try execute(
      axes: "backend: ['slow', 'fast'], workingSet: [4096, 8192, 16384]",
      receive: { _ throws(ResultError) in
        received.withLock { $0 += 1 }
        if received.withLock({ $0 }) == 2 { throw full }
      })
    #expect(outcome.refusal == full && outcome.exitCode == 5)
    #expect(received.withLock { $0 } == 2 && outcome.counts.measured == 4)
  }

  @Test func groupsOfAnEarlierPartAreNotRunAgain() throws {
    let axes = "backend: ['slow', 'fast'], workingSet: [4096, 8192, 16384]"
    let groups = Mutex<[ResultRows]>([])
    let whole = try execute(axes: axes, receive: { rows in groups.withLock { $0.append(rows) } })
    let prepared = Mutex<Set<Int>>([])
    let work = FakeWork.workload { request in
      _ = prepared.withLock { $0.insert(request.workingSetByteCount) }
    }
    let first = groups.withLock { $0[0] }
    let received = Mutex(0)
    let outcome = try execute(
      work, axes: axes, options: { $0.earlier = first },
      receive: { _ in received.withLock { $0 += 1 } })
    #expect(prepared.withLock { $0 } == [8192, 16384] && received.withLock { $0 } == 2)
    #expect(outcome.counts == whole.counts && outcome.exitCode == 0)
    #expect(outcome.rows.samples.count == whole.rows.samples.count)
    #expect(Array(outcome.rows.summary.prefix(first.summary.count)) == first.summary)
  }
}
