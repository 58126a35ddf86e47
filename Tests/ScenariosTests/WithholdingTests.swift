import Measure
import Scenarios
import Testing

/// Numbers that a group withholds at its end.
@Suite(.serialized) struct WithholdingTests {
  /// Work without operations, such as a trace without deltas, proves nothing and fails.
  @Test(arguments: [RunOptions.Mode.measure, .verify])
  func workWithoutOperationsIsNoSuccess(mode: RunOptions.Mode) throws {
    let work = FakeWork.workload(fault: .init(backend: "fast", kind: .idle))
    let outcome = try execute(work, options: { $0.mode = mode })
    #expect(outcome.counts.failed == 1 && outcome.counts.measured + outcome.counts.verified == 1)
    #expect(outcome.hasInvalidInput && outcome.exitCode == 2)
    #expect(outcome.problems.first?.hasPrefix("fake.fast: its work has no operations") == true)
    let rows = outcome.rows.summary.filter { $0.keys.cellID == "fake.fast" && $0.metric == "time" }
    #expect(rows.map(\.reasonCode) == ["nothing_to_do"])
    #expect(rows.map(\.value) == [nil] && rows.map(\.status) == [.failed])
    #expect(!outcome.rows.samples.contains { $0.keys.cellID == "fake.fast" })
    #expect(outcome.rows.compare.allSatisfy { $0.ratio == nil })
  }

  @Test func aNumberThatIsNotFiniteIsWithheldAlone() throws {
    let work = FakeWork.workload(fault: .init(backend: "fast", kind: .absurd))
    let outcome = try execute(work)
    let rows = outcome.rows.summary.filter { $0.keys.cellID == "fake.fast" }
    let absurd = rows.filter { $0.metric == "additions" }
    #expect(absurd.map(\.value) == [nil] && absurd.map(\.status) == [.failed])
    #expect(absurd.map(\.reasonCode) == ["not_finite"])
    #expect(rows.contains { $0.metric == "time" && $0.value != nil })
  }
}
