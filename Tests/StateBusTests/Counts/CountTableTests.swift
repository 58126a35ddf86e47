import Machine
import StateBus
import TestSupport
import Testing

/// Lanes of counts: one writer each, except the lanes that all other threads share.
@Suite struct CountTableTests {
  /// Workers and other threads count together: every count is kept, and the lanes sum to the total.
  @Test(arguments: [1, 2, 7])
  func lanesOfWorkersAndOfAllOthersAreTheTotal(workers: Int) {
    let table = CountTable()
    let rounds = 20_000
    _ = Threads.run(workers + 3) { thread in
      // The last three threads are not workers; two of these share a lane.
      let lane = table.lane(thread < workers ? Int32(thread) : [-1, -65, -2][thread - workers])
      for _ in 0..<rounds {
        lane.add(1, to: .deltasApplied)
        lane.add(thread + 1, to: .bytesSpanned)
      }
      return 0
    }
    for worker in 0..<workers {
      #expect(table.read(.deltasApplied, worker: worker) == rounds)
      #expect(table.read(.bytesSpanned, worker: worker) == rounds * (worker + 1))
    }
    #expect(table.read(.deltasApplied, worker: workers) == 0)
    #expect(table.read(.deltasApplied, worker: nil) == rounds * (workers + 3))
    #expect(
      table.read(.bytesSpanned, worker: nil)
        == (1...workers + 3).reduce(0) { $0 + Int64(rounds * $1) })
  }

  @Test func everyCountHasAPlaceOfItsOwn() {
    let table = CountTable()
    for (index, count) in EngineCount.allCases.enumerated() {
      table.lane(0).add(index + 1, to: count)
      table.lane(1).add(1000, to: count)
      table.lane(-1).add(100_000, to: count)
    }
    for (index, count) in EngineCount.allCases.enumerated() {
      #expect(table.read(count, worker: 0) == index + 1)
      #expect(table.read(count, worker: 1) == 1000)
      #expect(table.read(count, worker: nil) == 101_000 + index + 1)
    }
  }

  /// The last worker with its own lane, and the workers beyond, which share lanes.
  @Test func workersBeyondTheLastLaneCountAmongTheOthers() {
    let table = CountTable()
    let last = WorkerNumber.limit - 1
    for worker in [last, last + 1, Int(Int32.max), -7] {
      table.lane(Int32(worker)).add(5, to: .commitsApplied)
    }
    #expect(table.read(.commitsApplied, worker: last) == 5)
    #expect(table.read(.commitsApplied, worker: last + 1) == 0)
    #expect(table.read(.commitsApplied, worker: -1) == 0)
    #expect(table.read(.commitsApplied, worker: nil) == 20)
  }
}
