import Counters
import Glibc
import Testing

import Measure

/// Work whose time is proportional to `steps`, without reading the clock.
private func spin(_ steps: Int) {
  var value: UInt64 = 3
  for _ in 0..<steps { value = (value ^ (value >> 7)) &* 0x9e37_79b9_7f4a_7c15 }
  precondition(value != 0, "the chain never reaches zero")
}

private final class Log {
  var events: [String] = []
}

private func fake(_ id: String, _ log: Log = Log(), steps: Int = 500, limit: Int? = nil)
  -> Contestant
{
  Contestant(
    id: id, ready: { _ in log.events.append("ready " + id) },
    run: { iterations in
      log.events.append("run " + id)
      spin(iterations * steps)
    }, iterationLimit: limit)
}

private var quickPlan: ContestPlan {
  var plan = ContestPlan()
  plan.rounds = 9
  plan.minimumBatchNanoseconds = 20_000
  return plan
}

@Suite struct ContestTests {
  @Test(arguments: [1, 20])
  func aContestantThatWasStoppedLeavesWithItsReason(batch: Int) {
    var batches = 0
    let stopped = Contestant(
      id: "a", ready: { _ in },
      run: { iterations in
        batches += 1
        spin(iterations * 100)
      },
      check: { () throws(WorkError) in if batches >= batch { throw .environment("full") } })
    let result = Contest([stopped, fake("b")], plan: quickPlan).run()
    #expect(result.entries[0].failure?.description == "full")
    #expect(result.entries[0].batchNanoseconds.isEmpty && batches == batch)
    #expect(result.entries[1].batchNanoseconds.count == 9)
  }

  @Test func everyRunIsPrecededByReadyWithTheSameCount() {
    var counts: [Int] = []
    var pairs: [Bool] = []
    let contestant = Contestant(
      id: "a", ready: { counts.append($0) },
      run: { iterations in
        pairs.append(counts.last == iterations && counts.count == pairs.count + 1)
        spin(iterations * 100)
      })
    _ = Contest([contestant], plan: quickPlan).run()
    #expect(pairs.count > 9 && pairs.allSatisfy { $0 })
  }

  @Test func everyContestantHasOneBatchInEachRound() throws {
    let result = Contest([fake("a"), fake("b"), fake("c")], plan: quickPlan).run()
    #expect(result.completedRounds == 9)
    #expect(result.canaryNanoseconds.count == 9)
    for entry in result.entries {
      #expect(entry.batchNanoseconds.count == 9)
      #expect(entry.usage.count == 9)
      #expect(entry.overheadNanoseconds.count == 9)
      #expect(entry.warmUpBatches >= 8)
    }
    for round in 0..<9 {
      let slots = result.entries.map { $0.slots[round] } + [result.canarySlots[round]]
      #expect(slots.sorted() == [0, 1, 2, 3])
    }
  }

  @Test func calibrationReachesTheMinimumBatch() throws {
    var plan = quickPlan
    plan.minimumBatchNanoseconds = 300_000
    let result = Contest([fake("a")], plan: plan).run()
    let entry = try #require(result.entry("a"))
    #expect(entry.iterations > 1)
    #expect(Statistics.median(entry.batchNanoseconds.map { Double($0) }) > 150_000)
  }

  @Test func anIterationLimitIsNeverExceeded() throws {
    var largest = 0
    let contestant = Contestant(
      id: "a", ready: { largest = max(largest, $0) }, run: { spin($0) }, iterationLimit: 37)
    let result = Contest([contestant], plan: quickPlan).run()
    #expect(largest == 37)
    #expect(result.entry("a")?.iterations == 37)
  }

  @Test func anInterruptedContestKeepsWholeRoundsOnly() throws {
    let log = Log()
    var rounds = 0
    let contest = Contest(
      [fake("a", log), fake("b", log)], plan: quickPlan,
      shouldStop: { rounds == 3 && log.events.count % 4 == 2 })
    let result = contest.run { done, _ in
      rounds = done
      log.events.removeAll()
    }
    #expect(result.ending == .interrupted)
    #expect(result.completedRounds == 3)
    for entry in result.entries { #expect(entry.batchNanoseconds.count == 3) }
    #expect(result.canaryNanoseconds.count == 3)
  }

  @Test func aPassedDeadlineEndsTheContestWithoutRounds() {
    var plan = quickPlan
    plan.deadline = Clock.now()
    let result = Contest([fake("a")], plan: plan).run()
    #expect(result.ending == .deadline)
    #expect(result.completedRounds == 0)
  }

  @Test func oneContestantsFailureLeavesTheOthersWhole() throws {
    var calls = 0
    let failing = Contestant(
      id: "bad",
      ready: { (_) throws(WorkError) in
        calls += 1
        if calls > 30 { throw WorkError.environment("out of pages") }
      }, run: { spin($0 * 100) })
    var plan = quickPlan
    plan.rounds = 40
    let result = Contest([failing, fake("good")], plan: plan).run()
    let bad = try #require(result.entry("bad"))
    let good = try #require(result.entry("good"))
    #expect(bad.failure?.description == "out of pages")
    #expect(bad.batchNanoseconds.isEmpty)
    #expect(good.failure == nil && good.batchNanoseconds.count == 40)
  }

  @Test func nothingOfTheHarnessRunsInsideTheClock() throws {
    // A slow `ready` and a slow `usage` must not show in the samples.
    let contestant = Contestant(
      id: "a", ready: { _ in usleep(3_000) }, run: { spin($0 * 100) },
      usage: {
        usleep(3_000)
        return ResourceUsage()
      })
    let result = Contest([contestant], plan: quickPlan).run()
    let times = try #require(result.entry("a")).batchNanoseconds
    #expect((times.min() ?? 0) < 1_000_000, "\(times)")
  }

  @Test func usageCountsTheBatchAlone() throws {
    let byteCount = 64 * 4096
    let contestant = Contestant(
      id: "a", ready: { _ in },
      run: { iterations in
        for _ in 0..<iterations {
          let flags = MAP_PRIVATE | MAP_ANONYMOUS
          let pages = unsafe mmap(nil, byteCount, PROT_READ | PROT_WRITE, flags, -1, 0)
          guard let pages = unsafe pages else { preconditionFailure("memory") }
          unsafe memset(pages, 1, byteCount)
          unsafe munmap(pages, byteCount)
        }
      }, iterationLimit: 2)
    let result = Contest([contestant], plan: quickPlan).run()
    let entry = try #require(result.entry("a"))
    for usage in entry.usage {
      #expect(usage.minorFaults >= 2 && usage.minorFaults < 200, "\(usage)")
    }
  }
}

@Suite struct ColdCacheTests {
  @Test func everyColdBatchIsOneIterationThatTheChillComesRightBefore() throws {
    var events: [String] = []
    let cold = Contestant(
      id: "cold",
      ready: { events.append("ready \($0)") }, chill: { events.append("chill") },
      run: { iterations in
        events.append("run \(iterations)")
        spin(20_000)
      }, iterationLimit: 50)
    let result = Contest([cold, fake("warm")], plan: quickPlan).run()
    #expect(result.entry("cold")?.iterations == 1)
    #expect((result.entry("warm")?.iterations ?? 0) > 1)
    #expect(events.count > 3 * 9 && events.count % 3 == 0)
    for start in stride(from: 0, to: events.count, by: 3) {
      #expect(Array(events[start..<start + 3]) == ["ready 1", "chill", "run 1"])
    }
  }

  @Test func chillingIsNeitherTimedNorCharged() throws {
    let cold = Contestant(
      id: "a", ready: { _ in }, chill: { usleep(3_000) }, run: { _ in spin(1_000) },
      usage: {
        var usage = ResourceUsage()
        usage.minorFaults = 7
        return usage
      })
    let entry = try #require(Contest([cold], plan: quickPlan).run().entry("a"))
    #expect((entry.batchNanoseconds.min() ?? 0) < 1_000_000, "\(entry.batchNanoseconds)")
    #expect(entry.usage.allSatisfy { $0.minorFaults == 0 })
  }

  @Test(arguments: [
    (4.0, 140.0, 140.0, true), (4, 113, 140, true), (4, 100, 140, false), (4, 12, 140, false),
    (80, 140, 140, false), (4, 300, 140, true), (0, 0, 0, false),
  ])
  func coldMeansThatLoadsComeFromMemory(
    _ hot: Double, _ cold: Double, _ memory: Double, _ isCold: Bool
  ) {
    let probe = CacheProbe(
      hotNanoseconds: hot, coldNanoseconds: cold, memoryNanoseconds: memory)
    #expect(probe.isCold == isCold)
  }

  /// The lengths walked until a cache of `cacheByteCount` is cold, and the error if none suffices.
  private func smallest(
    _ request: CacheChill.Request, cacheByteCount: Int
  ) -> (walked: [Int], error: WorkError?) {
    var walked: [Int] = []
    do throws(WorkError) {
      _ = try CacheChill.smallest(request) { byteCount in
        walked.append(byteCount)
        return CacheChill(evict: {}) {
          CacheProbe(
            hotNanoseconds: 4, coldNanoseconds: byteCount >= 2 * cacheByteCount ? 130 : 30,
            memoryNanoseconds: 140)
        }
      }
    } catch { return (walked, error) }
    return (walked, nil)
  }

  @Test func theWalkGrowsUntilItWorks() {
    var request = CacheChill.Request()
    request.lastLevelByteCount = 8 << 20
    #expect(smallest(request, cacheByteCount: 8 << 20).walked == [16 << 20])
    let hidden = smallest(request, cacheByteCount: 30 << 20)
    #expect(hidden.walked == [16 << 20, 32 << 20, 64 << 20] && hidden.error == nil)
  }

  @Test(arguments: [nil, 40 << 20, 1 << 20] as [Int?])
  func cachesThatStayWarmAreRefusedByName(limit: Int?) {
    var request = CacheChill.Request()
    request.lastLevelByteCount = 8 << 20
    request.limitByteCount = limit
    let (walked, error) = smallest(request, cacheByteCount: 1 << 40)
    #expect(walked.allSatisfy { $0 <= limit ?? .max } && walked.count <= 4)
    guard case .unavailable("cache_not_cold", let reason) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(walked.isEmpty == reason.contains("no memory"))
    #expect(walked.isEmpty || (reason.contains("30 ns") && reason.contains("140 ns")))
  }

  @Test func theRealProbeWalksItsWholeRing() throws {
    var request = CacheChill.Request()
    request.lastLevelByteCount = 1 << 20
    request.limitByteCount = 4 << 20
    do throws(WorkError) {
      let chill = try CacheChill.forThread(request)
      chill.evict()
    } catch {
      guard case .unavailable("cache_not_cold", _) = error else { throw error }
    }
  }
}

@Suite struct RoundOrderTests {
  @Test(arguments: 1...7, [UInt64(1), 99])
  func everyBlockGivesEverybodyEveryPlaceOnce(count: Int, seed: UInt64) {
    var orders = RoundOrders(count: count, seed: seed)
    for _ in 0..<5 {
      let block = (0..<count).map { _ in orders.next() }
      for order in block { #expect(order.sorted() == Array(0..<count)) }
      for place in 0..<count {
        #expect(block.map { $0[place] }.sorted() == Array(0..<count))
      }
    }
  }

  @Test func theSeedDecidesTheOrders() {
    func first(_ seed: UInt64) -> [[Int]] {
      var orders = RoundOrders(count: 6, seed: seed)
      return (0..<12).map { _ in orders.next() }
    }
    #expect(first(4) == first(4))
    #expect(first(4) != first(5))
  }
}
