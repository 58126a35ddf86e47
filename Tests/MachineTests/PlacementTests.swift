import Machine
import TestSupport
import Testing

@Suite struct PlacementTests {
  @Test(arguments: [(1, [0]), (2, [0, 1]), (4, [0, 1, 2, 3]), (6, [0, 1, 2, 3, 4, 5])])
  func coresComeBeforeSiblingsAndNodesFillInOrder(_ workers: Int, _ cpus: [Int]) throws {
    let topology = try RecordedTree.twoSockets().topology
    let plan = try Placement.plan(topology, workers: workers)
    #expect(plan == cpus.map { Place(cpu: $0) })
  }

  @Test func nodeKeepsWorkersAndMemoryTogether() throws {
    let topology = try RecordedTree.twoSockets().topology
    let plan = try Placement.plan(topology, workers: 3, node: 1)
    #expect(plan == [2, 3, 6].map { Place(cpu: $0, node: 1) })
  }

  @Test func onlyNodeLeavesNoMemoryToChoose() throws {
    let tree = try RecordedTree(["proc/self/status": "Cpus_allowed_list:\t0-1"])
    #expect(try Placement.plan(tree.topology, workers: 1, node: 0) == [Place(cpu: 0)])
  }

  @Test func askingTooMuchNamesWhatIsThere() throws {
    let topology = try RecordedTree.twoSockets(allowed: "2-3").topology
    let tooMany = #expect(throws: PlacementError.self) {
      try Placement.plan(topology, workers: 3)
    }
    #expect(tooMany == .tooFewCPUs(asked: 3, available: [2, 3], node: nil))
    #expect(
      tooMany?.description == "3 threads need as many CPUs; this process may use 2, 3")
    let noNode = #expect(throws: PlacementError.self) {
      try Placement.plan(topology, workers: 1, node: 0)
    }
    #expect(noNode == .noSuchNode(node: 0, available: [1]))
    #expect(throws: PlacementError.tooFewCPUs(asked: 3, available: [2, 3], node: 1)) {
      try Placement.plan(topology, workers: 3, node: 1)
    }
    #expect(throws: PlacementError.noWorkers) { try Placement.plan(topology, workers: 0) }
  }
}
