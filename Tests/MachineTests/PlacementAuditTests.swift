import Machine
import Support
import TestSupport
import Testing

@Suite struct PlacementAuditTests {
  private func finding(
    _ place: Place, cpu: Int? = nil, allowed: [Int]? = nil, pages: [Int: Int]? = nil,
    byteCount: Int = 1 << 16
  ) -> PlacementAudit.Finding {
    PlacementAudit.Finding(
      place: place, expectedCPUs: [0, 1, 2, 3], lastCPU: cpu ?? place.cpu,
      allowedCPUs: allowed ?? place.cpu.map { [$0] } ?? [0, 1, 2, 3],
      residency: pages.map { PageResidency(pagesByNode: $0, byteCount: byteCount) })
  }

  @Test func keptPlacementHasNoViolation() {
    let audit = PlacementAudit(
      [finding(Place(cpu: 2, memory: .prefer(1)), pages: [1: 16]), finding(Place(cpu: 3))],
      singleNode: false)
    #expect(audit.memory == .kept)
    #expect(audit.violations.isEmpty && audit.keptShare == 1)
  }

  @Test func unpinnedWorkersMayBeAnywhereAndOnlyKeepTheirMask() {
    let free = Place(cpu: nil)
    #expect(PlacementAudit([finding(free, cpu: 3)], singleNode: true).violations.isEmpty)
    let narrowed = PlacementAudit([finding(free, cpu: 3, allowed: [3])], singleNode: true)
    #expect(
      narrowed.violations == ["worker 0 was left unpinned on 0, 1, 2, 3 and may now run on 3"])
  }

  @Test func interleavedMemoryMustBeOnEachNodeOnceItIsLarge() {
    let place = Place(cpu: 0, memory: .interleave([0, 2]))
    let verdict = { (pages: [Int: Int], byteCount: Int) in
      PlacementAudit([finding(place, pages: pages, byteCount: byteCount)], singleNode: false)
        .memory
    }
    #expect(verdict([0: 30, 2: 34], 64 << 20) == .kept)
    #expect(verdict([2: 64], 1 << 20) == .kept, "it may be a single huge page")
    #expect(verdict([2: 64], 64 << 20) == .violated)
    #expect(verdict([0: 30, 1: 1, 2: 33], 1 << 20) == .violated)
  }

  @Test func otherCPUIsAViolation() {
    let audit = PlacementAudit(
      [finding(Place(cpu: 2)), finding(Place(cpu: 3), cpu: 5)],
      singleNode: true)
    #expect(audit.violations == ["worker 1 was placed on CPU 3 and ran on CPU 5"])
  }

  @Test func widenedMaskIsAViolation() {
    let audit = PlacementAudit([finding(Place(cpu: 2), allowed: [0, 1, 2])], singleNode: true)
    #expect(audit.violations == ["worker 0 was pinned to CPU 2 and may now run on 0, 1, 2"])
  }

  @Test func memoryElsewhereIsAViolation() {
    let audit = PlacementAudit(
      [finding(Place(cpu: 2, memory: .prefer(1)), pages: [0: 3, 1: 13])], singleNode: false)
    #expect(audit.memory == .violated)
    #expect(audit.violations == ["worker 0 asked for memory on node 1 and got it on 0, 1"])
    #expect(audit.keptShare == 13.0 / 16)
  }

  @Test func kernelThatDoesNotTellLeavesMemoryUnknown() {
    let audit = PlacementAudit([finding(Place(cpu: 2, memory: .prefer(1)))], singleNode: false)
    #expect(audit.memory == .unknown && audit.keptShare == nil)
    #expect(audit.violations.isEmpty)
  }

  @Test func workersOfThisMachineKeepTheirPlaces() throws {
    let topology = Topology.read()
    let workers = min(2, topology.cpus.count)
    let team = try WorkerTeam(places: Placement.plan(topology, PlacementRequest(workers: workers)))
    let audit = team.audit(topology)
    #expect(audit.violations.isEmpty)
    #expect(audit.findings.map(\.lastCPU) == team.places.map(\.cpu))
    #expect(audit.memory == (topology.hasSingleNode ? .singleNode : .kept))
  }

  @Test func workersThatWereMovedAreFoundAndPutBack() throws {
    let topology = Topology.read()
    guard topology.cpus.count > 1, let other = topology.cpus.last?.id else { return }
    let team = try WorkerTeam(places: Placement.plan(topology, PlacementRequest()))
    team.onEach { _ in _ = Affinity.pinThread(to: other) }
    let moved = team.audit(topology)
    #expect(moved.violations.count == 1 && moved.findings[0].allowedCPUs == [other])
    try team.settle()
    #expect(team.audit(topology).violations.isEmpty)
  }

  @Test func unpinnedWorkersKeepTheProcessesCPUs() throws {
    let topology = Topology.read()
    let team = try WorkerTeam(places: Placement.plan(topology, PlacementRequest(cpus: .none)))
    let audit = team.audit(topology)
    #expect(audit.violations.isEmpty)
    #expect(audit.findings[0].allowedCPUs == topology.cpus.map(\.id))
  }

  @Test func theKernelTakesEachPolicyForANodeThatIsThere() throws {
    let topology = Topology.read()
    guard topology.bindingObstacle == nil, let node = topology.memoryNodes.first else { return }
    for memory in [MemoryBinding.prefer(node), .bind(node), .interleave([node]), .firstTouch] {
      let team = try WorkerTeam(places: [Place(cpu: nil, memory: memory)])
      let residency = team.map { _ in PageResidency.ofFreshPages() }[0]
      let elsewhere = residency?.pagesByNode.keys.filter { $0 != node } ?? []
      #expect(elsewhere.isEmpty || memory == .firstTouch)
    }
    let error = #expect(throws: PlacementError.self) {
      _ = try WorkerTeam(places: [Place(cpu: nil, memory: .bind(900))])
    }
    #expect(error?.reasonCode == "mempolicy_denied")
  }

  @Test func samplesAddUpAndAnUnknownOneLeavesNothingKnown() {
    let a = PageResidency(pagesByNode: [0: 2, 1: 1], absentPageCount: 1, byteCount: 10)
    let b = PageResidency(pagesByNode: [1: 4], byteCount: 5)
    let sum = PageResidency(pagesByNode: [0: 2, 1: 5], absentPageCount: 1, byteCount: 15)
    #expect(PageResidency.all([a, b]) == sum)
    #expect(PageResidency.all([a, nil]) == nil && PageResidency.all([]) == nil)
  }

  @Test func touchedPagesAreResidentAndOthersAbsent() throws {
    let page = MappedRegion.pageByteCount
    let region = try MappedRegion(byteCount: 8 * page)
    guard let untouched = PageResidency.query(region) else { return }  // a kernel without NUMA
    #expect(untouched == PageResidency(pagesByNode: [:], absentPageCount: 8, byteCount: 8 * page))
    for index in 0..<3 {
      unsafe region.baseAddress.storeBytes(of: 1, toByteOffset: index * page, as: UInt8.self)
    }
    let touched = PageResidency.query(region)
    #expect(touched?.pagesByNode.values.reduce(0, +) == 3)
    #expect(touched?.absentPageCount == 5)
    let sampled = PageResidency.query(region, sampleCount: 2)
    #expect(sampled?.absentPageCount == 1)
  }
}
