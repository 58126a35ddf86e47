import Machine
import TestSupport
import Testing

@Suite struct TopologyTests {
  @Test func oneSocketIsOneNode() throws {
    let tree = try RecordedTree([
      "sys/devices/system/cpu/online": "0-1", "sys/devices/system/node/online": "0",
      "proc/self/status": "Cpus_allowed_list:\t0-1",
    ])
    try tree.writeNode(0, cpus: "0-1", kibibytes: 1 << 20)
    for cpu in 0..<2 {
      try tree.writeCPU(cpu, package: 0, core: cpu, siblings: "\(cpu)")
      try tree.writeCache(
        cpu: cpu, index: 0, level: 1, type: "Data", size: "48K", sharing: "\(cpu)")
      try tree.writeCache(
        cpu: cpu, index: 1, level: 3, type: "Unified", size: "32768K", sharing: "0-1")
    }
    let topology = tree.topology
    #expect(
      topology.cpus == [
        CPU(id: 0, node: 0, package: 0, core: 0), CPU(id: 1, node: 0, package: 0, core: 1),
      ])
    #expect(topology.nodes == [MemoryNode(id: 0, cpus: [0, 1], byteCount: 1 << 30)])
    #expect(
      topology.caches == [
        Cache(level: 1, kind: .data, byteCount: 48 << 10, cpus: [0], source: .sysfs),
        Cache(level: 1, kind: .data, byteCount: 48 << 10, cpus: [1], source: .sysfs),
        Cache(level: 3, kind: .unified, byteCount: 32 << 20, cpus: [0, 1], source: .sysfs),
      ])
    #expect(topology.hasSingleNode)
    #expect(topology.lastLevelCacheByteCount == 32 << 20)
  }

  @Test func siblingsAreKnownFromTheirCore() throws {
    let topology = try RecordedTree.twoSockets().topology
    #expect(topology.cpus.map(\.siblingRank) == [0, 0, 0, 0, 1, 1, 1, 1])
    #expect(topology.cpus.map(\.node) == [0, 0, 1, 1, 0, 0, 1, 1])
    #expect(topology.cpus.map(\.package) == [0, 0, 1, 1, 0, 0, 1, 1])
    #expect(topology.coreCount == 4)
    #expect(!topology.hasSingleNode)
    #expect(topology.dataCacheByteCount(level: 1) == 48 << 10)
    #expect(topology.dataCacheByteCount(level: 2) == nil)
    #expect(topology.caches.filter { $0.level == 3 }.map(\.cpus) == [[0, 1, 4, 5], [2, 3, 6, 7]])
  }

  @Test func onlyAllowedCPUsCount() throws {
    let topology = try RecordedTree.twoSockets(allowed: "5-6").topology
    #expect(topology.cpus.map(\.id) == [5, 6])
    #expect(topology.cpus.map(\.siblingRank) == [0, 0], "the first siblings are out of reach")
    #expect(topology.nodes.map(\.cpus) == [[5], [6]])
    #expect(topology.caches.map(\.cpus).contains([5]))
    #expect(topology.coreCount == 2)
  }

  @Test func cpusThatAreOffLineDoNotCount() throws {
    let tree = try RecordedTree.twoSockets(allowed: "1-7")
    try tree.write("sys/devices/system/cpu/online", "1-7")
    #expect(tree.topology.offlineCPUs == nil, "nobody says which CPUs there are")
    try tree.write("sys/devices/system/cpu/present", "0-7")
    let topology = tree.topology
    #expect(topology.cpus.map(\.id) == Array(1...7) && topology.contradictedCPUs.isEmpty)
    #expect(topology.presentCPUs == Array(0...7) && topology.offlineCPUs == [0])
    #expect(topology.cpus.map(\.siblingRank) == [0, 0, 0, 0, 1, 1, 1], "4 is its core's first now")
  }

  /// A container's sysfs may be another machine's, and the mask is what the kernel goes by.
  @Test func theMaskIsTrueWhereSysfsContradictsIt() throws {
    let tree = try RecordedTree.twoSockets(allowed: "0-5")
    try tree.write("sys/devices/system/cpu/online", "0-3")
    try tree.write("sys/devices/system/cpu/present", "0-7")
    let topology = tree.topology
    #expect(topology.cpus.map(\.id) == Array(0...5))
    #expect(topology.contradictedCPUs == [4, 5] && topology.offlineCPUs == [6, 7])
    let host = HostFacts.read(from: tree.files, topology: topology)
    #expect(host["sysfs_contradicts"] == "4 5")
    let rows = Capability.ofMachine(
      tree.files, topology: topology, host: host, before: LoadFacts())
    let online = rows.first { $0.key == "cpu_ids_online" }
    #expect(online?.reasonCode == "sysfs_contradicts" && online?.value == nil)
  }

  @Test func fourNodesOnOneSocketHaveDistances() throws {
    let topology = try RecordedTree.fourNodes().topology
    #expect(topology.packages == [0] && topology.nodes.count == 4 && topology.coreCount == 8)
    #expect(topology.nodes[1].distances == [0: 12, 1: 10, 2: 14, 3: 12])
    #expect(topology.offlineCPUs == [])
    #expect((0..<4).map { topology.nearestOtherMemory(to: $0) } == [1, 0, 0, 1])
    #expect((0..<8).map { topology.cacheDomain(of: $0) } == [0, 0, 2, 2, 4, 4, 6, 6])
  }

  @Test func nodesWithoutMemoryAndNodesWithoutCPUsAreNodes() throws {
    let topology = try RecordedTree.fourNodes(memoryless: true).topology
    #expect(topology.nodes.map(\.byteCount) == [8 << 30, 8 << 30, 0, 0])
    #expect(topology.memoryNodes == [0, 1] && topology.cpuNodes == [0, 1, 2, 3])
    #expect(topology.nearestOtherMemory(to: 3) == 1)
    let tree = try RecordedTree.twoSockets()
    try tree.write("sys/devices/system/node/online", "0-2")
    try tree.writeNode(2, cpus: "", kibibytes: 1 << 20, distances: "14 24 10")
    let expanded = tree.topology
    #expect(expanded.cpuNodes == [0, 1] && expanded.memoryNodes == [0, 1, 2])
    #expect(expanded.nodes[2].cpus.isEmpty && expanded.nodes[2].byteCount == 1 << 30)
    #expect(expanded.nodes[0].distances.isEmpty, "two distances don't go with three nodes")
  }

  @Test func onlyTheCpusetsNodesGiveMemory() throws {
    let tree = try RecordedTree.twoSockets()
    try tree.write("proc/self/status", "Cpus_allowed_list:\t2-3\nMems_allowed_list:\t1")
    #expect(tree.topology.nodes.map(\.isAllowed) == [false, true])
    #expect(tree.topology.memoryNodes == [1] && tree.topology.cpuNodes == [1])
  }

  @Test func twoCPUsInTheMiddleKeepTheirNodesAndCaches() throws {
    let topology = try RecordedTree.twoSockets(allowed: "3-4").topology
    #expect(topology.cpus.map(\.node) == [1, 0])
    #expect(topology.cpus.map(\.siblings) == [[], []])
    #expect(topology.cacheDomain(of: 3) == 3 && topology.cacheDomain(of: 4) == 4)
    #expect(topology.packages == [0, 1])
  }

  @Test func idsNeedNotStartAtZero() throws {
    let tree = try RecordedTree([
      "sys/devices/system/cpu/online": "64-65,1200", "sys/devices/system/node/online": "3",
      "proc/self/status": "Cpus_allowed_list:\t64-65,1200",
    ])
    try tree.writeNode(3, cpus: "64-65,1200", kibibytes: 4)
    let topology = tree.topology
    #expect(topology.cpus.map(\.id) == [64, 65, 1200])
    #expect(topology.nodes == [MemoryNode(id: 3, cpus: [64, 65, 1200], byteCount: 4096)])
    #expect(topology.cpuNodes == [3] && topology.memoryNodes == [3])
    let plan = try Placement.plan(topology, PlacementRequest(workers: 3))
    #expect(plan.map(\.cpu) == [64, 65, 1200])
  }

  @Test func missingFilesAreMissingFactsAndNoError() throws {
    let topology = try RecordedTree(["proc/self/status": "Cpus_allowed_list:\t2-3"]).topology
    #expect(topology.cpus == [CPU(id: 2, node: 0), CPU(id: 3, node: 0)])
    #expect(topology.nodes == [MemoryNode(id: 0, cpus: [2, 3])])
    #expect(topology.caches.isEmpty)
    #expect(topology.lastLevelCacheByteCount == nil && topology.cacheDomain(of: 2) == nil)
    #expect(topology.presentCPUs == nil && topology.offlineCPUs == nil)
    #expect(topology.packages.isEmpty && topology.bindingObstacle == nil)
    let empty = try RecordedTree().topology
    #expect(empty.cpus.isEmpty && empty.caches.isEmpty && empty.nodes.map(\.id) == [0])
    #expect(throws: PlacementError.self) { try Placement.plan(empty, PlacementRequest()) }
  }

  @Test func guestsWithoutTopologyAnswerMinusOne() throws {
    let tree = try RecordedTree(["proc/self/status": "Cpus_allowed_list:\t0"])
    try tree.writeCPU(0, package: -1, core: -1, siblings: "0")
    try tree.writeCache(cpu: 0, index: 0, level: 1, type: "Data", size: "0K", sharing: "0")
    try tree.writeCache(cpu: 0, index: 1, level: 2, type: "Unified", size: nil, sharing: "0")
    #expect(tree.topology.cpus == [CPU(id: 0, node: 0)])
    #expect(tree.topology.caches.map(\.byteCount) == [nil, nil])
  }

  @Test(arguments: ["x", "3-1", "-4", "0-99999999", "1,,a", "9999999999999999999999"])
  func nonsenseIsNoIdList(_ text: String) {
    #expect(SystemFiles.ids(text) == nil)
  }

  @Test(arguments: [("0", [0]), ("0-2,5", [0, 1, 2, 5]), ("7,1-2", [1, 2, 7]), ("", [])])
  func idListsAreRead(_ text: String, _ ids: [Int]) {
    #expect(SystemFiles.ids(text) == ids)
  }

  @Test func liveMachineAgreesWithTheKernelsMask() throws {
    let topology = Topology.read()
    #expect(topology.cpus.map(\.id) == Affinity.ofThread())
    #expect(topology.nodes.flatMap(\.cpus).sorted() == topology.cpus.map(\.id))
    for node in topology.nodes where !node.distances.isEmpty {
      #expect(node.distances[node.id] == 10 && node.distances.count == topology.nodes.count)
    }
  }
}
