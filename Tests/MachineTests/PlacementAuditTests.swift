import Machine
import TestSupport
import Testing

@Suite struct PlacementAuditTests {
  private func finding(
    _ place: Place, cpu: Int? = nil, allowed: [Int]? = nil, pages: [Int: Int]? = nil
  ) -> PlacementAudit.Finding {
    PlacementAudit.Finding(
      place: place, lastCPU: cpu ?? place.cpu, allowedCPUs: allowed ?? [place.cpu],
      residency: pages.map { PageResidency(pagesByNode: $0) })
  }

  @Test func keptPlacementHasNoViolation() {
    let audit = PlacementAudit(
      [finding(Place(cpu: 2, node: 1), pages: [1: 16]), finding(Place(cpu: 3))], singleNode: false)
    #expect(audit.memory == .kept)
    #expect(audit.violations.isEmpty)
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
      [finding(Place(cpu: 2, node: 1), pages: [0: 3, 1: 13])], singleNode: false)
    #expect(audit.memory == .violated)
    #expect(audit.violations == ["worker 0 asked for memory on node 1 and got it on 0, 1"])
  }

  @Test func kernelThatDoesNotTellLeavesMemoryUnknown() {
    let audit = PlacementAudit([finding(Place(cpu: 2, node: 1))], singleNode: false)
    #expect(audit.memory == .unknown)
    #expect(audit.violations.isEmpty)
  }

  @Test func workersOfThisMachineKeepTheirPlaces() throws {
    let topology = Topology.read()
    let workers = min(2, topology.cpus.count)
    let team = try WorkerTeam(places: Placement.plan(topology, workers: workers))
    let audit = team.audit(topology)
    #expect(audit.violations.isEmpty)
    #expect(audit.findings.map(\.lastCPU) == team.places.map(\.cpu))
    #expect(audit.memory == (topology.hasSingleNode ? .singleNode : .kept))
  }

  @Test func touchedPagesAreResidentAndOthersAbsent() throws {
    let page = MappedRegion.pageByteCount
    let region = try MappedRegion(byteCount: 8 * page)
    guard let untouched = PageResidency.query(region) else { return }  // a kernel without NUMA
    #expect(untouched == PageResidency(pagesByNode: [:], absentPageCount: 8))
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
