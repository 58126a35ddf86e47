import Machine
import TestSupport
import Testing

@Suite struct PlacementTests {
  private func cpus(
    _ tree: RecordedTree, _ request: PlacementRequest
  ) throws -> [Int?] {
    try Placement.plan(tree.topology, request).map(\.cpu)
  }

  @Test(arguments: [(1, [0]), (2, [0, 1]), (4, [0, 1, 2, 3]), (6, [0, 1, 2, 3, 4, 5])])
  func coresComeBeforeSiblingsAndNodesFillInOrder(_ workers: Int, _ cpus: [Int]) throws {
    let topology = try RecordedTree.twoSockets().topology
    let plan = try Placement.plan(topology, PlacementRequest(workers: workers))
    #expect(plan == cpus.map { Place(cpu: $0) })
  }

  @Test func spreadTakesTurnsOverNodesPackagesAndCaches() throws {
    let sockets = try RecordedTree.twoSockets()
    #expect(
      try cpus(sockets, PlacementRequest(workers: 8, cpus: .spread)) == [0, 2, 1, 3, 4, 6, 5, 7],
      "a turn each, and every core before a sibling")
    #expect(
      try cpus(sockets, PlacementRequest(workers: 3, cpus: .spread, node: 1)) == [2, 3, 6])
    let nodes = try RecordedTree.fourNodes()
    #expect(try cpus(nodes, PlacementRequest(workers: 5, cpus: .spread)) == [0, 2, 4, 6, 1])
  }

  @Test func everyCacheGetsAWorkerBeforeAnyGetsTwo() throws {
    let nodes = try RecordedTree.fourNodes()
    #expect(try cpus(nodes, PlacementRequest(workers: 5, cpus: .perCache)) == [0, 2, 4, 6, 1])
    // Two caches on node 0, one on node 1: `perCache` takes turns over caches, `spread` over nodes.
    let tree = try RecordedTree.twoSockets()
    for (cpu, sharing) in [(0, "0,4"), (4, "0,4"), (1, "1,5"), (5, "1,5")] {
      try tree.writeCache(
        cpu: cpu, index: 2, level: 3, type: "Unified", size: "8192K", sharing: sharing)
    }
    #expect(try cpus(tree, PlacementRequest(workers: 4, cpus: .perCache)) == [0, 1, 2, 3])
    #expect(try cpus(tree, PlacementRequest(workers: 4, cpus: .spread)) == [0, 2, 1, 3])
    let bare = try RecordedTree(["proc/self/status": "Cpus_allowed_list:\t0-1"])
    #expect(throws: PlacementError.cachesUnknown) {
      try cpus(bare, PlacementRequest(cpus: .perCache))
    }
  }

  @Test func aListIsTakenAsItStands() throws {
    let tree = try RecordedTree.twoSockets(allowed: "1-6")
    #expect(try cpus(tree, PlacementRequest(workers: 3, cpus: .list([6, 5, 1]))) == [6, 5, 1])
    let error = #expect(throws: PlacementError.self) {
      try cpus(tree, PlacementRequest(cpus: .list([1, 7])))
    }
    #expect(
      error?.description
        == "CPUs 1, 7 are not all there; this process may use 1, 2, 3, 4, 5, 6")
    #expect(error?.reasonCode == "cpu_not_allowed")
    #expect(throws: PlacementError.tooFewCPUs(asked: 2, available: [1], node: nil)) {
      try cpus(tree, PlacementRequest(workers: 2, cpus: .list([1])))
    }
    #expect(throws: PlacementError.self) {
      try cpus(tree, PlacementRequest(cpus: .list([1]), node: 1))
    }
  }

  @Test func unpinnedWorkersHaveNoCPUAndNoLimit() throws {
    let topology = try RecordedTree.twoSockets(allowed: "2-3").topology
    let free = PlacementRequest(workers: 5, cpus: .none)
    #expect(try Placement.plan(topology, free) == Array(repeating: Place(cpu: nil), count: 5))
    for request in [
      PlacementRequest(cpus: .none, node: 1), PlacementRequest(cpus: .none, memory: .local),
      PlacementRequest(cpus: .none, memory: .remote),
    ] {
      let error = #expect(throws: PlacementError.self) {
        try Placement.plan(topology, request)
      }
      #expect(error?.reasonCode == "not_pinned")
    }
  }

  @Test func nodeKeepsWorkersAndMemoryTogether() throws {
    let topology = try RecordedTree.twoSockets().topology
    let plan = try Placement.plan(topology, PlacementRequest(workers: 3, node: 1))
    #expect(plan == [2, 3, 6].map { Place(cpu: $0, memory: .prefer(1)) })
  }

  @Test func eachMemoryPolicyIsAPolicyOfTheWorkersThread() throws {
    let topology = try RecordedTree.fourNodes(memoryless: true).topology
    let memory = { (cpus: [Int], policy: MemoryPolicy) in
      let request = PlacementRequest(workers: cpus.count, cpus: .list(cpus), memory: policy)
      return try Placement.plan(topology, request).map(\.memory)
    }
    #expect(try memory([0, 2], .firstTouch) == [.firstTouch, .firstTouch])
    #expect(try memory([0, 2], .local) == [.prefer(0), .prefer(1)])
    #expect(try memory([0, 2, 4, 6], .remote) == [.bind(1), .bind(0), .bind(0), .bind(1)])
    #expect(try memory([0, 6], .bind(1)) == [.bind(1), .bind(1)])
    #expect(try memory([0, 6], .interleave) == Array(repeating: .interleave([0, 1]), count: 2))
    #expect(throws: PlacementError.noMemoryOnNode(node: 2, available: [0, 1])) {
      try memory([4], .local)
    }
    #expect(throws: PlacementError.noMemoryOnNode(node: 3, available: [0, 1])) {
      try memory([0], .bind(3))
    }
    #expect(
      try Placement.plan(topology, PlacementRequest(node: 3)) == [Place(cpu: 6)],
      "a node without memory leaves it to the kernel")
  }

  @Test func onlyNodeLeavesNoMemoryToChoose() throws {
    let tree = try RecordedTree(["proc/self/status": "Cpus_allowed_list:\t0-1"])
    for memory in [nil, .local, .bind(0), .firstTouch] as [MemoryPolicy?] {
      let request = PlacementRequest(node: 0, memory: memory)
      #expect(try Placement.plan(tree.topology, request) == [Place(cpu: 0)])
    }
    for memory in [MemoryPolicy.remote, .interleave] {
      let error = #expect(throws: PlacementError.onlyMemoryNode([0])) {
        try Placement.plan(tree.topology, PlacementRequest(memory: memory))
      }
      #expect(error?.reasonCode == "single_node")
    }
  }

  @Test func aKernelThatBindsNoMemoryIsNamed() throws {
    var topology = try RecordedTree.twoSockets().topology
    topology.bindingObstacle = "the kernel refuses memory policies"
    #expect(throws: PlacementError.bindingUnavailable("the kernel refuses memory policies")) {
      try Placement.plan(topology, PlacementRequest(memory: .bind(1)))
    }
    #expect(try Placement.plan(topology, PlacementRequest(memory: .firstTouch)).count == 1)
    #expect(try Placement.plan(topology, PlacementRequest()).count == 1)
    let onNode = try Placement.plan(topology, PlacementRequest(node: 1))
    #expect(onNode == [Place(cpu: 2)], "nobody asked to bind")
  }

  @Test func askingTooMuchNamesWhatIsThere() throws {
    let topology = try RecordedTree.twoSockets(allowed: "2-3").topology
    let tooMany = #expect(throws: PlacementError.self) {
      try Placement.plan(topology, PlacementRequest(workers: 3))
    }
    #expect(tooMany == .tooFewCPUs(asked: 3, available: [2, 3], node: nil))
    #expect(
      tooMany?.description == "3 threads need as many CPUs; this process may use 2, 3")
    let noNode = #expect(throws: PlacementError.self) {
      try Placement.plan(topology, PlacementRequest(node: 0))
    }
    #expect(noNode == .noSuchNode(node: 0, available: [1]))
    #expect(throws: PlacementError.tooFewCPUs(asked: 3, available: [2, 3], node: 1)) {
      try Placement.plan(topology, PlacementRequest(workers: 3, node: 1))
    }
    #expect(throws: PlacementError.noWorkers) {
      try Placement.plan(topology, PlacementRequest(workers: 0))
    }
  }

  @Test func workersOnOneCoreOrCacheAreCounted() throws {
    let topology = try RecordedTree.twoSockets().topology
    let sharing = { (workers: Int) in
      let plan = try Placement.plan(topology, PlacementRequest(workers: workers))
      return Placement.workersSharingACore(plan, topology)
    }
    #expect(try [4, 5, 8].map(sharing) == [0, 2, 8])
    let crowd = { (cpus: CPUPolicy) in
      let plan = try Placement.plan(topology, PlacementRequest(workers: 2, cpus: cpus))
      return Placement.crowd(plan, topology)
    }
    #expect(try [.compact, .spread, .none].map(crowd) == [2, 1, 2])
  }

  @Test func workersWithMemoryOnOneNodeAreKnown() throws {
    let topology = try RecordedTree.twoSockets().topology
    let node = { (workers: Int, cpus: CPUPolicy, memory: MemoryPolicy) in
      let request = PlacementRequest(workers: workers, cpus: cpus, memory: memory)
      return Placement.commonMemoryNode(try Placement.plan(topology, request), topology)
    }
    #expect(try node(2, .compact, .firstTouch) == 0)
    #expect(try node(2, .compact, .remote) == 1)
    #expect(try node(2, .spread, .firstTouch) == nil)
    #expect(try node(2, .spread, .local) == nil)
    #expect(try node(2, .spread, .bind(1)) == 1)
    #expect(try node(1, .compact, .interleave) == nil)
    #expect(try node(1, .none, .firstTouch) == nil)
  }

  @Test(arguments: ["none", "compact", "spread", "per-llc", "list:3", "list:0+12"])
  func policiesOfCPUsAreReadAsTheyAreWritten(_ text: String) {
    #expect(CPUPolicy(text)?.text == text)
  }

  @Test(arguments: ["first-touch", "local", "remote", "bind:0", "bind:12", "interleave"])
  func policiesOfMemoryAreReadAsTheyAreWritten(_ text: String) {
    #expect(MemoryPolicy(text)?.text == text)
  }

  @Test(arguments: [
    "", "Compact", "list:", "list:1,2", "list:1++2", "list:-1", "list:1+1", "bind:",
  ])
  func nonsenseIsNoPolicy(_ text: String) {
    #expect(CPUPolicy(text) == nil)
    #expect(MemoryPolicy(text) == nil)
  }
}
