internal import Machine
internal import Measure
internal import StateBus
internal import TestSupport
internal import Testing
internal import Workloads

@Suite struct MemoryWorkloadTests {
  static let names = ["read", "write", "copy", "triad", "blend"].map { "memory." + $0 }

  private func work(
    _ name: String, _ bench: Workbench = Workbench(), _ change: (inout WorkRequest) -> Void
  ) throws -> any Work {
    var request = WorkRequest()
    change(&request)
    let workload = try #require(Workloads.all(bench).first { $0.name == name })
    return try workload.prepare(request)
  }

  @Test(arguments: names, Variants.backends)
  func everyLoopLeavesWhatIsExpected(name: String, backend: String) throws {
    // Sizes: less than a period of 1 MiB, one period, and several periods with a part of one.
    for byteCount in [512, 4096 + 100, 1 << 20, (4 << 20) + 512 * 3] {
      let work = try work(name) {
        $0.backend = backend
        $0.workingSetByteCount = byteCount
        $0.seed = 11
      }
      for iterations in [1, 3] {
        try work.ready(iterations: iterations)
        work.run(iterations: iterations)
        #expect(try work.digest() == work.expected(), "\(byteCount) bytes, \(iterations) times")
      }
      #expect(work.facts.backendExecuted == backend)
      #expect(work.facts.bytesPerIteration == byteCount / 512 * 512)
      #expect(work.facts.operationsPerIteration == byteCount / 512 * 8)
    }
  }

  @Test(arguments: names) func aLoopThatDoesNotRunIsNoticed(name: String) throws {
    let work = try work(name) { $0.workingSetByteCount = 2 << 20 }
    try work.ready(iterations: 1)
    #expect(try work.digest() != work.expected())
    work.run(iterations: 1)
    try work.ready(iterations: 1)
    #expect(try work.digest() != work.expected())
  }

  @Test(arguments: names, Variants.backends)
  func aFlippedBitChangesTheDigest(name: String, backend: String) throws {
    let bench = Workbench(corruptsLoops: { $0 == backend })
    let work = try work(name, bench) { $0.backend = backend }
    try work.ready(iterations: 1)
    work.run(iterations: 1)
    #expect(try work.digest() != work.expected())
  }

  /// Each of three bits is set in one word only: at the ends and in the middle.
  @Test(arguments: [512, 4096, 3 << 20])
  func aReadOfLessThanAllIsNoticed(byteCount: Int) throws {
    let arrays = try LoopArrays(.readScalar, byteCount: byteCount, Self.zeroes(byteCount))
    for (offset, bit) in [(0, 60), (byteCount / 2, 61), (byteCount - 8, 62)] {
      arrays.setFirst(1 << UInt64(bit), at: offset)
      arrays.restore()
      arrays.run(iterations: 1)
      #expect(arrays.seen >> UInt64(bit) & 1 == 1)
    }
  }

  private static func zeroes(_ byteCount: Int) -> LoopArrays.Tiles {
    var tiles = LoopArrays.Tiles()
    tiles.first = [UInt8](repeating: 0, count: min(byteCount, 4096))
    return tiles
  }

  @Test(arguments: [2, 128, 129, 4096, 1 << 20])
  func aWalkGoesWhereThePointersLead(byteCount: Int) throws {
    let work = try work("memory.latency") {
      $0.workingSetByteCount = byteCount
      $0.seed = 5
    }
    try work.ready(iterations: 1)
    #expect(try work.digest() == work.expected())
    for iterations in [1, 2, 5] {
      try work.ready(iterations: iterations)
      work.run(iterations: iterations)
      #expect(try work.digest() == work.expected())
    }
    #expect(work.facts.operation == "load" && work.facts.bytesPerIteration == 0)
  }

  @Test func aRingVisitsEveryPlaceOnce() throws {
    let ring = try PointerRing(byteCount: 100 * PointerRing.stride, seed: 3)
    var seen: Set<Int> = []
    for _ in 0..<ring.count {
      let next = ring.place(after: ring.place)
      ring.walk(1)
      #expect(ring.place == next && seen.insert(next).inserted)
    }
    #expect(ring.place == 0 && seen.count == 100)
    let other = try work("memory.latency") { $0.seed = 4 }.expected()
    #expect(try work("memory.latency") { $0.seed = 5 }.expected() != other)
  }

  @Test func requestsThatMakeNoSenseAreRefused() {
    let changes: [(inout WorkRequest) -> Void] = [
      { $0.workingSetByteCount = 511 }, { $0.backend = "sse9" },
    ]
    for change in changes {
      #expect {
        try work("memory.copy", Workbench(), change)
      } throws: {
        if case WorkError.invalidInput = $0 { true } else { false }
      }
    }
  }

  /// A workload that reports residency reports present pages only, and all of its memory.
  @Test(arguments: names + ["memory.latency", "kernel.apply", "kernel.merge", "batch"])
  func memoryThatIsWorkedOnIsResident(name: String) throws {
    let work = try work(name) { $0.workingSetByteCount = 3 << 20 }
    try work.ready(iterations: 1)
    work.run(iterations: 1)
    guard PageResidency.ofFreshPages() != nil else { return }  // a kernel that doesn't tell
    let residency = try #require(work.residency())
    #expect(residency.absentPageCount == 0 && !residency.pagesByNode.isEmpty)
    #expect(residency.byteCount >= 3 << 20)
    let nodes = Set(Topology.read().nodes.map(\.id))
    #expect(nodes.isSuperset(of: residency.pagesByNode.keys))
  }

  @Test func aReplaysPagesAreResident() throws {
    let work = try work("replay") { $0.trace = Self.trace }
    try work.ready(iterations: 2)
    work.run(iterations: 2)
    guard PageResidency.ofFreshPages() != nil else { return }  // a kernel that doesn't tell
    let residency = try #require(work.residency())
    #expect(residency.absentPageCount == 0)
    #expect(residency.byteCount == 2 * work.facts.workingSetByteCount)
  }

  private static let trace = Golden.trace("tpcb-4k")
}
