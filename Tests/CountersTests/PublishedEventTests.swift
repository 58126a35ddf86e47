import Counters
import Machine
import Synchronization
import TestSupport
import Testing

/// Counts in the form that a program keeps: one cell a worker, and the sum.
private final class Tally: Sendable {
  private let cells: Mutex<[Int64]>

  init(workers: Int) { cells = Mutex(Array(repeating: 0, count: workers)) }

  func add(_ amount: Int64, worker: Int) { cells.withLock { $0[worker] += amount } }

  func counter(_ name: String) -> ExactCounter {
    ExactCounter(name: name, unit: "count", about: "Things done.") { worker in
      self.cells.withLock { cells in worker.map { cells[$0] } ?? cells.reduce(0, +) }
    }
  }
}

@Suite struct PublishedEventTests {
  private func team(_ count: Int) throws -> WorkerTeam {
    let cpus = Topology.read().cpus.map(\.id)
    return try WorkerTeam(places: (0..<count).map { Place(cpu: cpus[$0 % cpus.count]) })
  }

  /// Each worker counts only its own work, through its own set; the sum of the counts is the total.
  @Test(arguments: [1, 2, 5]) func workersTogetherCountTheTotal(_ count: Int) throws {
    let tally = Tally(workers: count)
    let counters = [tally.counter("sums_\(count)")]
    Counters.publish(counters, workers: count)
    let whole = ExactCounterReader(counters, worker: nil)
    defer { whole.close() }
    whole.start()
    let team = try team(count)
    let parts = team.map { worker in
      let own = ExactCounterReader(counters, worker: worker)
      defer { own.close() }
      own.start()
      for amount in 1...100 { tally.add(Int64(amount * (worker + 1)), worker: worker) }
      let between = own.read()[0]
      tally.add(1, worker: worker)
      return (between, own.stop()[0], own.failure)
    }
    for (worker, part) in parts.enumerated() {
      #expect(part.0 == Int64(5050 * (worker + 1)))
      #expect(part.1 == part.0 + 1)
      #expect(part.2 == nil, "it goes through PAPI, not past it")
    }
    #expect(whole.stop() == [parts.map(\.1).reduce(0, +)])
    #expect(whole.failure == nil)
  }

  @Test func countingBeginsAtZero() {
    let tally = Tally(workers: 1)
    tally.add(1_000, worker: 0)
    let counters = [tally.counter("from_zero")]
    Counters.publish(counters, workers: 1)
    let reader = ExactCounterReader(counters, worker: 0)
    defer { reader.close() }
    reader.start()
    tally.add(7, worker: 0)
    #expect(reader.read() == [7] && reader.stop() == [7])
    reader.start()
    #expect(reader.stop() == [0], "a second stretch begins at zero too")
  }

  @Test func publishingAgainPutsTheNewCountInTheOldOnesPlace() {
    let old = Tally(workers: 2), new = Tally(workers: 2)
    Counters.publish([old.counter("replaced")], workers: 1)
    Counters.publish([new.counter("replaced")], workers: 2)
    for worker in 0..<2 {
      let reader = ExactCounterReader([new.counter("replaced")], worker: worker)
      defer { reader.close() }
      reader.start()
      old.add(100, worker: worker)
      new.add(3, worker: worker)
      #expect(reader.stop() == [3] && reader.failure == nil)
    }
  }

  /// PAPI itself would accept the name and read zero for ever.
  @Test func eventThatNobodyPublishedIsReadDirectlyAndSaysSo() {
    let tally = Tally(workers: 1)
    let reader = ExactCounterReader([tally.counter("unpublished")], worker: 0)
    reader.start()
    tally.add(4, worker: 0)
    #expect(reader.stop() == [4])
    #expect(!reader.isThroughPAPI)
    #expect(reader.failure == "sde:::mmsb::w0::unpublished isn't published")
  }

  /// PAPI lets one set of a component count on a thread: the second reader reads directly.
  @Test func setThatPAPIRefusesToStartIsReadDirectly() {
    let tally = Tally(workers: 1)
    let counters = [tally.counter("one_at_a_time")]
    Counters.publish(counters, workers: 1)
    let first = ExactCounterReader(counters, worker: 0)
    let second = ExactCounterReader(counters, worker: 0)
    defer { first.close() }
    first.start()
    second.start()
    tally.add(5, worker: 0)
    #expect(second.stop() == [5])
    #expect(second.failure?.contains("would not start") == true, "\(second.failure ?? "")")
    #expect(first.stop() == [5] && first.failure == nil)
  }

  @Test func moreCountsThanASetHoldsAreReadInGroups() {
    let tally = Tally(workers: 1)
    let counters = (0..<100).map { tally.counter("many_\($0)") }
    Counters.publish(counters, workers: 1)
    let groups = ExactCounterReader.groups(counters)
    #expect(groups.map(\.count) == [40, 40, 20])
    #expect(groups.flatMap { $0.map(\.name) } == counters.map(\.name))
    for group in groups {
      let reader = ExactCounterReader(group, worker: 0)
      reader.start()
      tally.add(2, worker: 0)
      #expect(reader.stop() == group.map { _ in 2 })
      #expect(reader.failure == nil, "PAPI takes \(group.count) events into one set")
      reader.close()
    }
  }

  /// The workers of a big team each have their events and a set, all at the same time.
  @Test func manyWorkersCountAtOnce() throws {
    let count = 64
    let tally = Tally(workers: count)
    let counters = (0..<8).map { tally.counter("crowd_\($0)") }
    Counters.publish(counters, workers: count)
    let failures = try team(count).map { worker -> String? in
      let reader = ExactCounterReader(counters, worker: worker)
      defer { reader.close() }
      for round in 1...50 {
        reader.start()
        tally.add(Int64(round), worker: worker)
        let values = reader.stop()
        guard values.allSatisfy({ $0 == round }) else { return "round \(round): \(values)" }
      }
      return reader.failure
    }
    #expect(failures.compactMap(\.self).isEmpty, "\(failures.compactMap(\.self))")
  }

  @Test func publishingFromManyThreadsIsSafe() {
    let tally = Tally(workers: 4)
    let counters = (0..<10).map { tally.counter("raced_\($0)") }
    let failures = Threads.run(4) { worker -> String? in
      Counters.publish(counters, workers: 4)
      let reader = ExactCounterReader(counters, worker: worker)
      defer { reader.close() }
      reader.start()
      tally.add(1, worker: worker)
      return reader.stop().allSatisfy { $0 == 1 } ? reader.failure : "wrong values"
    }
    #expect(failures.compactMap(\.self).isEmpty)
  }
}
