import Foundation
import Machine
import Measure
import Scenarios
import Support
import Synchronization
import TestSupport
import Testing

@Suite(.serialized) struct ExecutorTests {
  @Test func everyCellIsProvedTimedAndComparedWithItsBaseline() throws {
    let outcome = try execute(axes: "backend: ['slow', 'fast'], workingSet: [4096, 8192]")
    #expect(outcome.counts == counts { $0.measured = 4 } && outcome.exitCode == 0)
    #expect(outcome.problems.isEmpty && !outcome.isInterrupted)
    let times = outcome.rows.summary.filter { $0.metric == "time" && $0.statistic == .median }
    let cells = times.filter { $0.keys.variant == CellKeys.cellVariant }
    #expect(
      cells.map(\.keys.cellID) == ["fake.4K.slow", "fake.4K.fast", "fake.8K.slow", "fake.8K.fast"])
    #expect(cells.allSatisfy { $0.status == .ok && $0.value != nil && $0.verified == true })
    #expect(cells.map(\.digest) == Array(repeating: "00000000000000000000000000000003", count: 4))
    #expect(cells.map(\.keys.backendExecuted) == ["slow", "fast", "slow", "fast"])
    #expect(outcome.rows.compare.map(\.keys.cellID) == ["fake.4K.fast", "fake.8K.fast"])
    #expect(outcome.rows.compare.allSatisfy { $0.ratio != nil && $0.pairCount == 8 })
    let references = times.compactMap(\.keys.referenceName)
    #expect(references == ["count_alone", "count_alone"], "one a group, though stated twice")
    let samples = outcome.rows.samples.filter { $0.keys.cellID == "fake.4K.fast" }
    #expect(samples.map(\.pair) == Array(0..<8))
  }

  @Test func rowsSayWhatWasAskedForAndWhere() throws {
    let outcome = try execute(
      axes: "backend: ['fast'], density: [0.25], pattern: ['runs'], workingSet: ['64KiB']",
      baseline: "", plan: { $0.matrix.seed = 7 }, options: { $0.counterReasonCode = "no_pmu" })
    let keys = try #require(outcome.rows.summary.first).keys
    #expect(keys.scenario == "test" && keys.workload == "fake" && keys.cellID == "fake")
    #expect(keys.backendRequested == "fast" && keys.threads == 1 && keys.seed == 7)
    #expect(keys.density == 0.25 && keys.pattern == "runs" && keys.workingSetByteCount == 65536)
    #expect(keys.pageByteCount == nil && keys.deltaByteCount == nil && keys.trace.isEmpty)
    #expect(keys.cpuPolicy == "compact" && Int(keys.cpuList) != nil && keys.operation == "addition")
    if Topology.read().hasSingleNode { #expect(keys.memoryPolicy == "single_node") }
    let counters = outcome.rows.summary.filter { $0.metric == "hardware_counters" }
    #expect(counters.map(\.reasonCode) == ["no_pmu"])
    let exact = outcome.rows.summary.filter { $0.metric == "additions" }
    #expect(exact.map(\.value) == [3])
  }

  /// The reason why the rounds of each part ended is kept, and the rest of a budget is shared.
  @Test func theEndOfTheRoundsIsKept() throws {
    let wide = try execute(plan: { $0.untilWidth = 1e9 })
    #expect(wide.roundsEndings.map(\.reason) == [.interval])
    #expect(wide.roundsEndings.map(\.rounds) == [10] && wide.roundsEndings[0].cellCount == 2)
    let most = try execute(plan: {
      $0.untilWidth = 1e-12; $0.rounds = 12
    })
    #expect(most.roundsEndings.map(\.reason) == [.rounds] && most.roundsEndings[0].rounds == 12)
    #expect(most.rows.compare.map(\.pairCount) == [12])
    let poor = try execute(plan: {
      $0.untilWidth = 1e-12; $0.rounds = 10_000; $0.budgetSeconds = 0.6
    })
    #expect(poor.roundsEndings.map(\.reason) == [.budget] && poor.roundsEndings[0].rounds < 10_000)
    #expect(try execute().roundsEndings.isEmpty)
  }

  @Test func verifyingTimesNothing() throws {
    let outcome = try execute(options: { $0.mode = .verify })
    #expect(outcome.counts == counts { $0.verified = 2 } && outcome.exitCode == 0)
    #expect(outcome.rows.samples.isEmpty && outcome.rows.compare.isEmpty)
    let proofs = outcome.rows.summary.filter { $0.metric == "verified_operations" }
    #expect(proofs.map(\.value) == [3, 3])
    #expect(!outcome.rows.summary.contains { $0.metric == "time" })
  }

  /// A state that is wrong at once, and one that is wrong only in a timed batch.
  @Test(arguments: [0, 1], [RunOptions.Mode.measure, .verify])
  func aWrongStateHasNoNumberAnywhere(beyond: Int, mode: RunOptions.Mode) throws {
    if mode == .verify && beyond > 0 { return }
    let work = FakeWork.workload(fault: .init(backend: "fast", kind: .corrupt(beyond: beyond)))
    let outcome = try execute(
      work, axes: "backend: ['slow', 'fast'], allocator: ['heap', 'pool']",
      baseline: "backend: 'slow', allocator: 'heap'", options: { $0.mode = mode })
    #expect(outcome.counts.mismatched == 2 && outcome.exitCode == 3)
    #expect(outcome.counts.measured + outcome.counts.verified == 2)
    #expect(
      outcome.problems.count == 2 && outcome.problems[0].hasPrefix("fake.fast.heap: its state"))
    let wrong = ["fake.fast.heap", "fake.fast.pool"]
    expectNoNumbers(of: wrong, in: outcome.rows)
    let rows = outcome.rows.summary.filter { $0.keys.cellID == wrong[1] && $0.metric == "time" }
    #expect(rows.map(\.reasonCode) == ["digest_mismatch"])
    #expect(rows.map(\.verified) == [false])
    if mode == .measure {
      let pool = outcome.rows.compare.first { $0.keys.cellID == "fake.slow.pool" }
      #expect(pool?.ratio != nil, "the sound siblings are measured")
    }
  }

  @Test func aWrongBaselineLeavesItsSiblingsNothingToCompareWith() throws {
    let work = FakeWork.workload(fault: .init(backend: "slow", kind: .corrupt(beyond: 1)))
    let outcome = try execute(work)
    #expect(
      outcome.counts
        == counts {
          $0.measured = 1; $0.mismatched = 1
        })
    expectNoNumbers(of: ["fake.slow"], in: outcome.rows)
    #expect(outcome.rows.compare.map(\.ratio) == [nil])
    #expect(outcome.rows.compare.map(\.baseValue) == [nil])
  }

  @Test func anotherBackendThanAskedForIsAFailedProof() throws {
    let work = FakeWork.workload(fault: .init(backend: "fast", kind: .otherBackend))
    let outcome = try execute(work)
    #expect(
      outcome.counts
        == counts {
          $0.measured = 1; $0.mismatched = 1
        })
    #expect(outcome.exitCode == 3)
    expectNoNumbers(of: ["fake.fast"], in: outcome.rows)
    let row = outcome.rows.summary.first { $0.keys.cellID == "fake.fast" }
    #expect(row?.reasonCode == "backend_mismatch" && row?.keys.backendExecuted == "other")
    #expect(outcome.problems == ["fake.fast: backend fast was asked for and other ran"])
  }

  @Test func whatTheMachineLacksIsARowAndNoFailure() throws {
    let outcome = try execute(axes: "backend: ['slow', 'wide']")
    #expect(
      outcome.counts
        == counts {
          $0.measured = 1; $0.unavailable = 1
        })
    #expect(outcome.exitCode == 0)
    let row = outcome.rows.summary.first { $0.keys.cellID == "fake.wide" }
    #expect(row?.status == .unavailable && row?.reasonCode == "isa_absent" && row?.value == nil)
    let nothing = try execute(axes: "backend: ['wide']", baseline: "")
    #expect(nothing.exitCode == 5, "a run that measured nothing is never 0")
  }

  @Test(arguments: [
    (WorkError.invalidInput("t.log: torn"), RowStatus.failed, "invalid_input", Int32(2)),
    (.environment("disk full"), .failed, "environment_unfit", 5),
    (.unavailable(code: "no_device", reason: "no device"), .unavailable, "no_device", 0),
  ]) func whatCannotBePreparedSaysWhy(
    error: WorkError, status: RowStatus, code: String, exit: Int32
  ) throws {
    let outcome = try execute(
      FakeWork.workload(fault: .init(backend: "fast", kind: .refused(error))))
    let row = outcome.rows.summary.first { $0.keys.cellID == "fake.fast" }
    #expect(row?.status == status && row?.reasonCode == code)
    #expect(outcome.exitCode == exit && outcome.counts.measured == 1)
    #expect(outcome.problems == (status == .failed ? [error.description] : []))
  }

  @Test func workThatFailsInTheContestLeavesTheOthers() throws {
    let outcome = try execute(FakeWork.workload(fault: .init(backend: "fast", kind: .notReady)))
    #expect(
      outcome.counts
        == counts {
          $0.measured = 1; $0.failed = 1
        } && outcome.exitCode == 5)
    expectNoNumbers(of: ["fake.fast"], in: outcome.rows)
  }

  @Test func anInterruptionKeepsFinishedGroups() throws {
    let received = Mutex(0)
    let outcome = try execute(
      axes: "backend: ['slow', 'fast'], workingSet: [4096, 8192, 16384]",
      receive: { _ in received.withLock { $0 += 1 } },
      isInterrupted: { received.withLock { $0 } >= 1 })
    #expect(
      outcome.counts
        == counts {
          $0.measured = 2; $0.skipped = 4
        })
    #expect(outcome.isInterrupted && outcome.exitCode == 130)
    let late = outcome.rows.summary.filter { $0.keys.cellID.hasPrefix("fake.8K") }
    #expect(late.map(\.reasonCode) == ["interrupted", "interrupted"])
    #expect(outcome.rows.compare.filter { $0.ratio != nil }.map(\.keys.cellID) == ["fake.4K.fast"])
  }

  @Test(arguments: [1, 2, 3, 4, 5, 8, 13, 21, 34, 55])
  func anInterruptionAnywhereLeavesWholeCellsOnly(questions: Int) throws {
    let asked = Mutex(0)
    let outcome = try execute(
      isInterrupted: {
        asked.withLock {
          $0 += 1; return $0 > questions
        }
      })
    let cells = outcome.counts
    #expect(cells.measured + cells.skipped == 2 && cells.failed == 0, "after \(questions)")
    for id in ["fake.slow", "fake.fast"] {
      let samples = outcome.rows.samples.count { $0.keys.cellID == id }
      let isDone = outcome.rows.summary.contains { $0.keys.cellID == id && $0.value != nil }
      #expect(samples == (isDone ? 8 : 0), "\(id) after \(questions)")
    }
  }

  @Test func aBudgetSkipsWholeGroupsAndSaysSo() throws {
    let outcome = try execute(
      axes: "backend: ['slow', 'fast'], workingSet: [4096, '64GiB']",
      plan: { $0.budgetSeconds = 30 })
    #expect(
      outcome.counts
        == counts {
          $0.measured = 2; $0.skipped = 2
        } && outcome.exitCode == 0)
    let large = outcome.rows.summary.filter { $0.keys.cellID.hasPrefix("fake.64G") }
    #expect(large.map(\.reasonCode) == ["budget_exhausted", "budget_exhausted"])
    let none = try execute(plan: { $0.budgetSeconds = 0 })
    #expect(none.exitCode == 5 && none.counts == counts { $0.skipped = 2 })
  }

  @Test func siblingsBeyondTheMemoryAreTimedInPartsWithTheBaseline() throws {
    let outcome = try execute(
      FakeWork.workload(memory: 1 << 20),
      axes: "backend: ['slow', 'fast'], allocator: ['heap', 'pool']",
      baseline: "backend: 'slow', allocator: 'heap'",
      options: { $0.memoryLimitByteCount = 9 << 20 })
    #expect(outcome.counts == counts { $0.measured = 4 })
    let medians = outcome.rows.summary.filter {
      $0.keys.variant == CellKeys.cellVariant && $0.metric == "time" && $0.statistic == .median
    }
    #expect(medians.map(\.keys.cellID).sorted() == Set(medians.map(\.keys.cellID)).sorted())
    let baseline = outcome.rows.samples.filter { $0.keys.cellID == "fake.slow.heap" }
    #expect(baseline.count == 24, "the baseline ran in each of three parts")
    let blocks = Dictionary(grouping: outcome.rows.samples, by: \.block)
    #expect(blocks.values.allSatisfy { Set($0.map(\.keys.cellID)).count <= 3 })
    #expect(outcome.rows.compare.count == 3 && outcome.rows.compare.allSatisfy { $0.ratio != nil })
  }

  @Test(.enabled(if: Topology.read().cpus.count >= 2, "two CPUs"))
  func twoWorkersWorkOnCPUsOfTheirOwn() throws {
    let seen = Mutex<[Int: Set<Int>]>([:])
    let work = FakeWork.workload { request in
      seen.withLock { $0[request.worker, default: []].formUnion(Affinity.ofThread() ?? []) }
    }
    let outcome = try execute(work, axes: "backend: ['slow', 'fast'], threads: [2]")
    #expect(outcome.counts == counts { $0.measured = 2 })
    let cpus = seen.withLock { $0 }
    #expect(cpus.keys.sorted() == [0, 1] && cpus.values.allSatisfy { $0.count == 1 })
    #expect(cpus[0] != cpus[1])
    let row = try #require(outcome.rows.summary.first { $0.metric == "verified_operations" })
    #expect(row.value == 6 && row.keys.threads == 2, "both workers' operations count")
    let list = row.keys.cpuList.split(separator: ",").compactMap { Int($0) }
    #expect(list.count == 2 && Set(list) == Set(cpus.values.joined()))
  }

  @Test(.enabled(if: Topology.read().cpus.count >= 2, "two CPUs"))
  func aViolatedPlacementVoidsTheCell() throws {
    let stray = try #require(Topology.read().cpus.last).id
    let work = FakeWork.workload(
      fault: .init(backend: "fast", kind: .wanders(to: stray, beyond: 0)))
    let outcome = try execute(work)
    #expect(
      outcome.counts
        == counts {
          $0.measured = 1; $0.failed = 1
        } && outcome.exitCode == 5)
    let row = outcome.rows.summary.first { $0.keys.cellID == "fake.fast" }
    #expect(row?.status == .failed && row?.reasonCode == "placement_violated")
    expectNoNumbers(of: ["fake.fast"], in: outcome.rows)
    #expect(outcome.problems.count == 1 && outcome.problems[0].contains("CPU \(stray)"))
  }

  @Test(.enabled(if: Topology.read().cpus.count >= 2, "two CPUs"))
  func aWorkerThatLeftWhileTimedVoidsAllThatItWorkedOn() throws {
    let stray = try #require(Topology.read().cpus.last).id
    let work = FakeWork.workload(
      fault: .init(backend: "fast", kind: .wanders(to: stray, beyond: 1)))
    let outcome = try execute(work)
    #expect(outcome.counts == counts { $0.failed = 2 } && outcome.exitCode == 5)
    expectNoNumbers(of: ["fake.slow", "fake.fast"], in: outcome.rows)
  }

  /// The live machine's CPUs as two nodes, of which the first is real.
  static let asTwoNodes: Topology = {
    var machine = Topology.read()
    machine.nodes = [0, 1].map { MemoryNode(id: $0, cpus: machine.cpus.map(\.id)) }
    for index in machine.cpus.indices { machine.cpus[index].node = 0 }
    machine.bindingObstacle = nil
    return machine
  }()

  @Test(.enabled(if: Topology.read().memoryNodes.first == 0, "a node 0 with memory"))
  func memoryElsewhereVoidsItsCellOnly() throws {
    let work = FakeWork.workload(fault: .init(backend: "fast", kind: .lies(on: 1)))
    let outcome = try execute(
      work, axes: "backend: ['slow', 'fast'], memory: ['bind:0']", on: Self.asTwoNodes)
    let residency = outcome.rows.summary.filter { $0.metric == "memory_residency" }
    if residency.isEmpty || residency.contains(where: { $0.status != .ok }) { return }
    #expect(
      outcome.counts
        == counts {
          $0.measured = 1; $0.failed = 1
        } && outcome.exitCode == 5)
    #expect(residency.map(\.keys.cellID) == ["fake.slow"] && residency.map(\.value) == [1])
    expectNoNumbers(of: ["fake.fast"], in: outcome.rows)
    #expect(outcome.problems == ["fake.fast: worker 0 asked for memory on node 0 and got it on 1"])
    let keys = try #require(residency.first).keys
    #expect(keys.memoryPolicy == "bind" && keys.memoryNode == 0)
    #expect(keys.value(of: .memory) == "bind:0" && keys.value(of: .cpus) == "compact")
  }

  /// The second node does not exist: the kernel refuses its memory, and the run continues without.
  @Test(.enabled(if: Topology.read().memoryNodes == [0], "one node"))
  func aKernelThatRefusesANodeLeavesTheOthers() throws {
    let outcome = try execute(
      axes: "backend: ['slow', 'fast'], memory: ['bind:0', 'bind:1']", on: Self.asTwoNodes)
    let refused = outcome.rows.summary.filter { $0.keys.cellID.contains(".m1") }
    #expect(!refused.isEmpty && refused.allSatisfy { $0.status == .unavailable })
    #expect(refused.allSatisfy { $0.reasonCode == "mempolicy_denied" })
    #expect(outcome.counts.unavailable >= 2 && outcome.counts.failed == 0)
    #expect(outcome.problems.contains { $0.contains("memory of node 1") })
    expectNoNumbers(of: ["fake.m1.slow", "fake.m1.fast"], in: outcome.rows)
  }

  @Test func unpinnedRowsNameNoCPU() throws {
    let outcome = try execute(axes: "backend: ['slow', 'fast'], cpus: ['none']")
    #expect(outcome.counts == counts { $0.measured = 2 } && outcome.problems.isEmpty)
    let keys = try #require(outcome.rows.summary.first { $0.keys.cellID == "fake.slow" }).keys
    #expect(keys.cpuPolicy == "none" && keys.cpuList.isEmpty && keys.cpuNode == nil)
    #expect(keys.value(of: .cpus) == "none")
  }

  @Test(.enabled(if: Topology.read().cpus.count >= 2, "two CPUs"))
  func workersOnOneCoreAreAnnounced() throws {
    var machine = Topology.read()
    let (a, b) = (machine.cpus[0].id, machine.cpus[1].id)
    machine.cpus = Array(machine.cpus.prefix(2))
    machine.cpus[0].siblings = [b]
    machine.cpus[1].siblings = [a]
    let outcome = try execute(axes: "backend: ['slow', 'fast'], threads: [2]", on: machine)
    #expect(outcome.counts == counts { $0.measured = 2 } && outcome.exitCode == 0)
    let rows = outcome.rows.summary.filter { $0.metric == "workers_sharing_a_core" }
    #expect(rows.map(\.value) == [2, 2])
    #expect(outcome.problems.count == 1 && outcome.problems[0].contains("share a core"))
  }

  @Test(.enabled(if: Topology.read().cpus.count >= 2, "two CPUs"))
  func workersOnOneCacheDivideAWorkingSetThatIsForAll() throws {
    let seen = Mutex<Set<Int>>([])
    let work = FakeWork.workload(dividesWorkingSet: true) { request in
      seen.withLock { _ = $0.insert(request.workingSetByteCount) }
    }
    var machine = Topology.read()
    let ids = machine.cpus.map(\.id)
    machine.caches = [
      Cache(level: 3, kind: .unified, byteCount: 1 << 20, cpus: ids, source: .sysfs)
    ]
    let axes = "backend: ['slow', 'fast'], threads: [2], workingSet: [8192]"
    let outcome = try execute(work, axes: axes, on: machine)
    #expect(seen.withLock { $0 } == [4096])
    #expect(outcome.rows.summary.allSatisfy { $0.keys.workingSetByteCount ?? 8192 == 8192 })
  }

  @Test func workGetsAScratchFolderOfItsOwn() throws {
    let folders = Mutex<[String]>([])
    let work = FakeWork.workload { request in
      let folder = request.scratch ?? ""
      try? Data([1]).write(to: URL(fileURLWithPath: folder + "/file"))
      try? FileManager.default.createDirectory(
        atPath: folder + "/sub", withIntermediateDirectories: true)
      folders.withLock { $0.append(folder) }
    }
    _ = try execute(work)
    let made = folders.withLock { $0 }
    #expect(made.count == 2 && Set(made).count == 2)
    #expect(made.allSatisfy { !FileManager.default.fileExists(atPath: $0) })
    #expect(throws: WorkError.self) {
      try execute(options: { $0.scratchParent = "/nowhere/at/all" })
    }
  }

  @Test func theRowsMakeAValidFolder() throws {
    let parent = try TestFolder()
    let folder = try ResultFolder(creating: parent.path("results"))
    let work = FakeWork.workload(fault: .init(backend: "fast", kind: .corrupt(beyond: 1)))
    _ = try execute(
      work, axes: "backend: ['slow', 'fast', 'wide'], allocator: ['heap', 'pool']",
      options: { $0.counterReasonCode = "no_pmu" }, receive: folder.append)
    try folder.finish(
      partial: false,
      manifest: [
        JSONMember("run_id", "run"), JSONMember("host_id", "host"),
        JSONMember("started_utc", "2026-11-20T09:30:00Z"), JSONMember("harness_version", "0"),
        JSONMember("arguments", []), JSONMember("seed", "1"), JSONMember("scenarios", []),
      ])
    #expect(try ResultFolder.validate(folder.path).map(\.description) == [])
  }
}
