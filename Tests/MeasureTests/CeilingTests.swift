import Foundation
import Machine
import Measure
import Testing

@Suite struct CeilingSurveyTests {
  private static func machine(_ sizes: [Int?]) -> Topology {
    let caches = sizes.enumerated().map { index, size in
      Cache(
        level: index + 1, kind: index == 0 ? .data : .unified, byteCount: size, cpus: [0],
        source: .sysfs)
    }
    return Topology(
      cpus: [CPU(id: 0, node: 0)], nodes: [MemoryNode(id: 0, cpus: [0])], caches: caches)
  }

  @Test func arraysStayInTheirLevelAndOutOfTheOneBefore() throws {
    let sizes = [48 << 10, 1 << 20, 32 << 20]
    let levels = CeilingSurvey.levels(Self.machine(sizes), memoryLimit: 1 << 36)
    #expect(levels.map(\.name) == ["l1", "l2", "l3", "dram"])
    var before = 0
    for (level, size) in zip(levels, sizes + [.max]) {
      let array = try #require(level.arrayByteCount)
      #expect(3 * array <= size / 2 || level.name == "dram", "\(level)")
      #expect(array > before && level.ringByteCount <= size / 4 && array % 512 == 0, "\(level)")
      #expect(level.ringByteCount > before && level.absence == nil)
      before = size == .max ? 0 : size / 8
    }
    #expect(levels[3].arrayByteCount == 4 * 32 << 20)
  }

  @Test func levelsThatCannotBeMeasuredSayWhy() {
    let bare = CeilingSurvey.levels(Self.machine([]), memoryLimit: nil)
    #expect(
      bare.map { $0.absence?.code } == [
        "not_exposed", "not_exposed", "not_exposed", "cache_size_unknown",
      ])
    let small = CeilingSurvey.levels(Self.machine([1 << 15, 1 << 20]), memoryLimit: 1 << 25)
    #expect(small.map { $0.absence?.code } == [nil, nil, "not_exposed", "memory_small"])
  }

  @Test func everyLoopAndTheLatencyAreMeasuredAtEveryLevel() throws {
    // Two small cache levels of another machine, measured on the first CPU of this machine.
    var machine = Topology.read()
    machine.caches = Self.machine([32 << 10, 256 << 10]).caches
    let survey = CeilingSurvey(machine, memoryLimit: 1 << 34, rounds: 8)
    var shares: [Double] = []
    let readings = try survey.run(progress: { shares.append($1) }, shouldStop: { false })
    let found = try #require(readings)
    let loops = Ceiling.surveyed.filter(\.isUsable).map(\.rawValue) + ["load_latency"]
    for level in ["l1", "l2", "dram"] {
      let mine = found.filter { $0.level == level && $0.node == survey.nodes[0] }
      #expect(mine.map(\.name) == loops, "\(level)")
      for reading in mine {
        #expect(reading.median > 0 && (reading.low ?? 0) <= reading.median, "\(reading)")
        #expect(reading.unit == (reading.name == "load_latency" ? "ns" : "B/s"))
      }
    }
    #expect(survey.missing.map(\.level) == ["l3"])
    #expect(shares == shares.sorted() && shares.allSatisfy { (0...1).contains($0) })
  }

  @Test func aSurveyThatIsStoppedGivesNothing() throws {
    var asked = 0
    let survey = CeilingSurvey(Topology.read(), memoryLimit: 1 << 30, rounds: 8)
    let readings = try survey.run(
      progress: { _, _ in },
      shouldStop: {
        asked += 1
        return asked > 40
      })
    #expect(readings == nil)
  }

  @Test(arguments: Ceiling.allCases.filter(\.isUsable))
  func everyUsableCeilingRuns(ceiling: Ceiling) throws {
    let ceilings = try Ceilings(
      bounds: [ceiling], peers: [], bufferByteCount: 512, bufferCount: 3)
    #expect(ceilings.references.map(\.name) == [ceiling.rawValue])
    ceilings.references[0].run(2)
    let isTriad = ceiling.rawValue.hasPrefix("triad")
    #expect(ceilings.memoryByteCount == (isTriad ? 3 : 2) * 1536 + 192)
  }
}

@Suite struct CanaryWatchTests {
  @Test func timeBeyondTheMedianIsLost() {
    let watch = CanaryWatch([100, 100, 100, 100, 200], stolenShare: 0.25)
    #expect(watch.medianNanoseconds == 100 && watch.stolenShare == 0.25)
    #expect(abs(watch.lostShare - 100.0 / 600) < 1e-12)
    #expect(CanaryWatch([50, 50], stolenShare: nil).lostShare == 0)
  }

  @Test func watchEndsAndTellsHowFarItIs() {
    var share = 0.0
    let watch = CanaryWatch.run(seconds: 0.01, progress: { share = $0 }, shouldStop: { false })
    #expect(watch != nil && share == 1)
    #expect(CanaryWatch.run(seconds: 60, progress: { _ in }, shouldStop: { true }) == nil)
  }
}

@Suite struct DiskSurveyTests {
  private func withFolder(_ body: (String) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory.path + "/mmsb-disk-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try body(folder)
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder).isEmpty)
  }

  @Test func syncsAndWritesAreSampledAndNothingIsLeft() throws {
    try withFolder { folder in
      var shares: [Double] = []
      let survey = try DiskSurvey.run(
        in: folder, seconds: 0.01,
        progress: {
          shares.append($0)
          #expect((try? FileManager.default.contentsOfDirectory(atPath: folder)) == [])
        }, shouldStop: { false })
      #expect((20...2000).contains(survey.syncNanoseconds.count))
      #expect(survey.writeRates.count >= 3)
      #expect((survey.syncNanoseconds + survey.writeRates).allSatisfy { $0 > 0 })
      #expect(shares == shares.sorted() && shares.last == 1)
    }
  }

  @Test func stoppingLeavesNothing() throws {
    try withFolder { folder in
      #expect(throws: DiskSurvey.Failure.interrupted) {
        try DiskSurvey.run(in: folder, seconds: 60, progress: { _ in }, shouldStop: { true })
      }
    }
  }

  @Test func aRefusalNamesItsStep() {
    #expect(throws: DiskSurvey.Failure.refused(step: "make a file", code: 2)) {
      try DiskSurvey.run(
        in: "/nonesuch", seconds: 1, progress: { _ in }, shouldStop: { false })
    }
  }
}

@Suite struct DateTests {
  @Test(arguments: [
    ("1970-01-01T00:00:00Z", 0), ("2000-02-29T12:30:15Z", 951_827_415),
    ("2026-11-20T09:30:00Z", 1_795_167_000), ("2100-03-01T00:00:00Z", 4_107_542_400),
  ])
  func datesAreSecondsSince1970(_ text: String, _ seconds: Int) {
    #expect(Clock.secondsSince1970(utc: text) == seconds)
  }

  @Test(arguments: [
    "", "2026-11-20", "2026-13-20T09:30:00Z", "2026-11-00T09:30:00Z", "2026-11-20T24:00:00Z",
  ])
  func whatIsNoDateHasNone(_ text: String) { #expect(Clock.secondsSince1970(utc: text) == nil) }
}
