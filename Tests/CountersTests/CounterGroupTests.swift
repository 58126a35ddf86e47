import Counters
import Glibc
import Machine
import Support
import Synchronization
import TestSupport
import Testing

/// The ladder of a machine like this one, with some answers changed.
private func ladder(
  hardware: Int32 = ENOENT, software: Int32 = 0, kernel: Int32? = nil, statistics: Bool = true,
  believed: Bool = false
) -> CounterLadder {
  var papi = PAPIObservation()
  papi.version = "7.0.0"
  papi.disabledReason = "no default PMU found"
  let right = SelfTest([
    SelfTest.Reading(iterations: 1_000_000, instructions: 2_000_000, cycles: 1_000_000)
  ])
  return CounterLadder(
    LadderObservation(
      papi: papi,
      perf: PerfObservation(
        hardwareCode: believed ? 0 : hardware, softwareCode: software, softwareKernelCode: kernel,
        paranoidLevel: 2, selfTest: believed ? right : nil),
      usage: UsageObservation(hasSchedulerStatistics: statistics)))
}

private func group(_ name: String, _ exact: [ExactCounter] = []) throws -> CounterGroup {
  try #require(CounterSelection([name], exact: exact).groups.first)
}

private let pageCount = 300

/// Touches fresh pages, one fault each.
private func touchPages() {
  guard let region = try? MappedRegion(byteCount: pageCount * MappedRegion.pageByteCount) else {
    return
  }
  unsafe madvise(region.baseAddress, region.byteCount, MADV_NOHUGEPAGE)
  for page in 0..<pageCount {
    let offset = page * MappedRegion.pageByteCount
    unsafe region.baseAddress.storeBytes(of: 1, toByteOffset: offset, as: UInt8.self)
  }
}

extension CounterReader {
  /// The metrics and their values over a stretch of work.
  fileprivate func count(_ work: () -> Void) throws -> [String: Int64] {
    try begin()
    work()
    try end()
    return Dictionary(
      uniqueKeysWithValues: zip(columns.map(\.metric), counted.values))
  }

  fileprivate func source(_ metric: String) -> CounterSource? {
    columns.first { $0.metric == metric }?.source
  }
}

private let live = CounterLadder.climb()

@Suite(.serialized) struct CounterGroupTests {
  /// Workers count at the same time, each its own faults and not its neighbours'.
  @Test(
    .enabled(if: live[.software].isUsable, "software events can be opened"), arguments: [1, 2, 4])
  func softwareEventsCountEachWorkersOwn(_ count: Int) throws {
    let way = try #require(try group("software").ways(live).first)
    #expect(way.source == .perf)
    let cpus = Topology.read().cpus.map(\.id)
    let team = try WorkerTeam(places: (0..<count).map { Place(cpu: cpus[$0 % cpus.count]) })
    let found = team.map { worker -> [[String: Int64]] in
      guard let reader = try? way.open(worker) else { return [] }
      defer { reader.close() }
      let busy = try? reader.count { if worker == 0 { touchPages() } }
      let idle = try? reader.count {}
      return [busy, idle].compactMap(\.self)
    }
    for (worker, values) in found.enumerated() {
      try #require(values.count == 2)
      let faults = try #require(values[0]["page_faults"])
      #expect(worker == 0 ? faults >= pageCount : faults < pageCount, "\(faults)")
      #expect(try #require(values[1]["page_faults"]) < 32)
      #expect(try #require(values[0]["task_clock"]) > 0)
      #expect(values[0]["cpu_migrations"] == 0, "a pinned worker stays")
    }
  }

  /// With the kernel's part a sleep is a switch; without that part the count is 0.
  @Test(.enabled(if: live[.software].isUsable && live.softwareSeesKernel, "kernel included"))
  func switchesAreCountedWhereTheKernelIsSeen() throws {
    let reader = try #require(try group("software").ways(live).first).open(0)
    defer { reader.close() }
    let values = try reader.count { for _ in 0..<20 { usleep(1000) } }
    #expect(try #require(values["context_switches"]) >= 20)
    #expect(reader.source("context_switches") == .perf && reader.gaps.isEmpty)
  }

  @Test func switchesComeFromResourceUsageWhereTheKernelIsHidden() throws {
    let blind = ladder(kernel: EACCES)
    let reader = try #require(try group("software").ways(blind).first).open(0)
    defer { reader.close() }
    let values = try reader.count {
      for _ in 0..<20 { usleep(1000) }
      touchPages()
    }
    #expect(reader.source("page_faults") == .perf && reader.source("context_switches") == .rusage)
    #expect(try #require(values["context_switches"]) >= 20)
    #expect(try #require(values["page_faults"]) >= pageCount)
    #expect(
      reader.gaps == [CounterGap(metric: "cpu_migrations", reasonCode: "perf_permission")])
  }

  @Test func everythingThatCanBeComesFromUsageWithoutAnyEvent() throws {
    let none = ladder(hardware: EACCES, software: EACCES)
    let ways = try group("software").ways(none)
    #expect(ways.map(\.source) == [.rusage])
    let reader = try ways[0].open(0)
    defer { reader.close() }
    let values = try reader.count { touchPages() }
    #expect(try #require(values["page_faults"]) >= pageCount)
    #expect(reader.source("task_clock") == .clock && reader.source("run_delay") == .schedstat)
    #expect(try #require(values["task_clock"]) > 0)
    #expect(reader.gaps.map(\.reasonCode) == ["perf_permission"])
  }

  @Test func whatTheSchedulerDoesNotTellIsAGap() throws {
    let reader = try #require(try group("software").ways(ladder(statistics: false)).last).open(0)
    defer { reader.close() }
    #expect(reader.gaps.contains(CounterGap(metric: "run_delay", reasonCode: "schedstat_absent")))
  }

  @Test(arguments: ["branches", "caches", "memory"])
  func groupsOfTheProcessorSayWhyTheyCannotBeCounted(_ name: String) throws {
    let group = try group(name)
    #expect(group.ways(ladder()).isEmpty && group.obstacle(ladder()).reasonCode == "no_pmu")
    #expect(group.obstacle(ladder(hardware: EPERM)).reasonCode == "perf_permission")
  }

  /// A ladder that trusts absent counters: opening them fails with the reason.
  @Test(.enabled(if: !live[.perf].isUsable, "no hardware counters"))
  func countersThatAreGoneAreAFault() throws {
    let way = try #require(try group("branches").ways(ladder(believed: true)).first)
    #expect(way.source == .perf)
    let fault = #expect(throws: CounterFault.self) { try way.open(0) }
    #expect(fault?.reasonCode == "preset_missing")
  }

  @Test(.enabled(if: live.hardware.isUsable, "hardware counters"))
  func hardwareCountsKnownWork() throws {
    for way in try group("branches").ways(live) {
      let reader = try way.open(0)
      defer { reader.close() }
      let values = try reader.count { SelfTest.work(3_000_000) }
      let counted = Double(try #require(values["instructions"]))
      #expect(abs(counted - 6e6) <= 6e4, "\(way.source): \(counted)")
      #expect(reader.counted.runningFraction == 1)
    }
  }

  @Test func ownCountsAreReadOverABatch() throws {
    let cells = Mutex([Int64](repeating: 0, count: 2))
    let counter = ExactCounter(name: "group_steps", unit: "count", about: "Steps.") { worker in
      cells.withLock { cells in worker.map { cells[$0] } ?? cells.reduce(0, +) }
    }
    Counters.publish([counter], workers: 2)
    let way = try #require(try group("engine", [counter]).ways(live).first)
    for worker in 0..<2 {
      let reader = try way.open(worker)
      defer { reader.close() }
      for amount in [5, 7] as [Int64] {
        let values = try reader.count {
          cells.withLock {
            $0[worker] += amount
            $0[1 - worker] += 1000
          }
        }
        #expect(values == ["group_steps": amount], "the other worker's are its own")
      }
      #expect(reader.source("group_steps") == .papi && reader.notes.isEmpty)
    }
  }

  /// The process's event, selected by its own name, is read once, not once a worker.
  @Test func namedEventOfTheProcessIsReadOnce() throws {
    let total = Mutex<Int64>(0)
    let counter = ExactCounter(name: "group_total", unit: "count", about: "Steps.") { _ in
      total.withLock { $0 }
    }
    Counters.publish([counter], workers: 2)
    let group = try group("sde:::mmsb::total::group_total", [counter])
    let way = try #require(group.ways(live).first)
    let counted = try (0..<2).map { worker in
      let reader = try way.open(worker)
      defer { reader.close() }
      return try reader.count { total.withLock { $0 += 3 } }["group_total"]
    }
    #expect(counted == [3, 0])
  }
}
