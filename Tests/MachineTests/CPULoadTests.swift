import Machine
import Testing

/// The load of CPUs from recorded files, and the places that go by it.
@Suite struct CPULoadTests {
  private func reading(_ stat: String, _ schedstat: String?, at seconds: Double) throws
    -> CPULoad.Reading
  {
    let tree = try RecordedTree(["proc/stat": stat])
    if let schedstat { try tree.write("proc/schedstat", schedstat) }
    return CPULoad.Reading(tree.files, nanoseconds: seconds * 1e9)
  }

  /// Over a second of a hundred ticks, CPU 0 was busy for 25 and stolen for 5, CPU 1 idle, CPU 2
  /// busy, with a thread and a half waiting for it.
  private func load() throws -> CPULoad {
    let first = """
      cpu  0 0 0 0 0 0 0 0 0 0
      cpu0 100 0 100 1000 0 0 0 0 0 0
      cpu1 100 0 100 1000 0 0 0 0 0 0
      cpu2 100 0 100 1000 0 0 0 0 0 0
      intr 1 2 3
      """
    let second = """
      cpu  9 9 9 9 9 9 9 9 9 9
      cpu0 110 5 110 1065 5 0 0 5 0 0
      cpu1 100 0 100 1080 20 0 0 0 0 0
      cpu2 200 0 100 1000 0 0 0 0 0 0
      """
    let early = "version 15\ncpu2 0 0 0 0 0 0 1000 0 7\ncpu0 0 0 0 0 0 0 0 0 0"
    let late = "version 15\ncpu2 0 0 0 0 0 0 1000 1500000000 7\ncpu0 0 0 0 0 0 0 0 0 0"
    return CPULoad(
      from: try reading(first, early, at: 1), to: try reading(second, late, at: 2))
  }

  @Test func sharesAreOfTheTicksBetweenTheReadings() throws {
    let load = try load()
    #expect(load.busy == [0: 0.3, 1: 0, 2: 1])
    #expect(load.waiting == [0: 0, 2: 1.5])
    #expect([0, 1, 2, 7].map(load.level) == [0, 0, 2, 0])
  }

  @Test(arguments: ["", "cpu0", "cpu0 x y z", "cpu0 1 2", "cpux 1 2 3 4 5", "cpu0 nan 1 1 1 1 1 1"])
  func garbageIsNoLoad(text: String) throws {
    let load = CPULoad(from: try reading(text, nil, at: 1), to: try reading(text, nil, at: 2))
    #expect(load.busy.isEmpty && load.waiting.isEmpty && load.level(of: 0) == 0)
  }

  @Test func countersThatGoBackAreNoLoad() throws {
    let load = CPULoad(
      from: try reading("cpu0 9 0 0 9 0 0 0 0", "cpu0 0 0 0 0 0 0 0 9 0", at: 1),
      to: try reading("cpu0 1 0 0 1 0 0 0 0", "cpu0 0 0 0 0 0 0 0 1 0", at: 2))
    #expect(load.busy.isEmpty && load.waiting.isEmpty)
  }

  @Test func theCPUsOfAnEarlierRunComeFirst() throws {
    let topology = try RecordedTree.twoSockets().topology
    func cpus(_ ids: [Int]) throws -> [Int?] {
      try Placement.plan(topology.preferring(ids), PlacementRequest(workers: 2)).map(\.cpu)
    }
    #expect(try cpus([1, 3]) == [1, 3] && cpus([]) == [0, 1])
  }

  @Test func theLeastBusyComeFirstAndCoresBeforeSiblings() throws {
    let topology = try RecordedTree.twoSockets().topology
    func cpus(_ workers: Int, busy: [Int], _ policy: CPUPolicy = .compact) throws -> [Int?] {
      var rated = topology
      for index in rated.cpus.indices where busy.contains(rated.cpus[index].id) {
        rated.cpus[index].loadLevel = 1
      }
      return try Placement.plan(rated, PlacementRequest(workers: workers, cpus: policy)).map(\.cpu)
    }
    #expect(try cpus(2, busy: []) == [0, 1])
    #expect(try cpus(2, busy: [0]) == [1, 2])
    #expect(try cpus(4, busy: [0]) == [1, 2, 3, 0], "a busy core before a sibling")
    #expect(try cpus(1, busy: [0], .spread) == [1])
    #expect(try cpus(2, busy: [0], .list([0, 1])) == [0, 1], "a list is obeyed")
  }
}
