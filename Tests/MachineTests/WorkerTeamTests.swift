import Synchronization
import TestSupport
import Testing

import Machine

/// A team over the CPUs that this machine allows: every size from one to all of them.
private let teamSizes = Array(1...max(1, min(4, Topology.read().cpus.count)))

private func makeTeam(_ count: Int) throws -> WorkerTeam {
  try WorkerTeam(places: Placement.plan(Topology.read(), PlacementRequest(workers: count)))
}

@Suite struct WorkerTeamTests {
  private struct Refused: Error, Equatable {
    let worker: Int
  }

  /// An object owned by one worker at a time; deliberately not `Sendable`.
  private final class Tally {
    var total = 0
  }

  @Test(arguments: teamSizes)
  func everyWorkerRunsOnItsPlace(_ count: Int) throws {
    let team = try makeTeam(count)
    let found = team.map { _ in [Affinity.currentCPU()] + (Affinity.ofThread() ?? []) }
    #expect(found == team.places.map { [$0.cpu, $0.cpu] })
  }

  @Test(arguments: teamSizes)
  func resultsComeInWorkerOrder(_ count: Int) throws {
    let team = try makeTeam(count)
    #expect(team.map { $0 * 10 } == (0..<count).map { $0 * 10 })
  }

  @Test(arguments: teamSizes)
  func everyRunIsDoneByEveryWorkerBeforeItReturns(_ count: Int) throws {
    let team = try makeTeam(count)
    let tallies = team.map { _ in Tally() }
    let sums = team.lead { crew in
      (0..<300).map { round in
        crew.run { worker in tallies[worker].total += round }
        return tallies.reduce(0) { $0 + $1.total }
      }
    }
    #expect(sums == (0..<300).map { $0 * ($0 + 1) / 2 * count })
  }

  @Test(arguments: teamSizes)
  func sleepingWorkersWakeForTheNextRun(_ count: Int) throws {
    let team = try makeTeam(count)
    let calls = Atomic<Int>(0)
    team.lead { crew in
      for _ in 0..<3 {
        sleepMilliseconds(20)
        crew.muster()
        crew.run { _ in calls.add(1, ordering: .relaxed) }
      }
    }
    #expect(calls.load(ordering: .relaxed) == 3 * count)
  }

  @Test(arguments: teamSizes)
  func firstErrorIsThrownAfterAllHaveFinished(_ count: Int) throws {
    let team = try makeTeam(count)
    let finished = Atomic<Int>(0)
    let error = #expect(throws: Refused.self) {
      try team.onEach { worker throws(Refused) in
        if worker > 0 { sleepMilliseconds(5) }
        finished.add(1, ordering: .relaxed)
        throw Refused(worker: worker)
      }
    }
    #expect(error == Refused(worker: 0))
    #expect(finished.load(ordering: .relaxed) == count)
    #expect(team.map { $0 }.count == count)
  }

  @Test func leadReturnsWhatItsBodyReturnsOrThrows() throws {
    let team = try makeTeam(1)
    #expect(team.lead { crew in crew.count } == 1)
    #expect(throws: Refused(worker: 7)) {
      try team.lead { (_: borrowing Crew) throws(Refused) in throw Refused(worker: 7) }
    }
  }

  @Test func droppedTeamLeavesNoThread() throws {
    let before = SystemFiles.live.field("Threads", of: "/proc/self/status").flatMap(Int.init)
    for _ in 0..<50 {
      let team = try makeTeam(teamSizes.count)
      team.onEach { _ in }
    }
    let after = SystemFiles.live.field("Threads", of: "/proc/self/status").flatMap(Int.init)
    // Teams of other tests may start and end meanwhile; 50 leaked teams would exceed the limit.
    #expect(try #require(after) < (try #require(before)) + 25)
  }

  @Test func placeThatIsNotThereIsRefusedAndLeavesNoTeam() throws {
    let places =
      try Placement.plan(Topology.read(), PlacementRequest(workers: 1)) + [Place(cpu: 16_000)]
    let error = #expect(throws: PlacementError.self) { try WorkerTeam(places: places) }
    guard case .pinningRefused(cpu: 16_000, _) = error else {
      Issue.record("refused for another reason: \(String(describing: error))")
      return
    }
  }

  @Test func teamOfNobodyIsRefused() {
    #expect(throws: PlacementError.noWorkers) { try WorkerTeam(places: []) }
  }
}
