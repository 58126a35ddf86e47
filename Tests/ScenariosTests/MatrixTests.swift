import Machine
import Measure
import Scenarios
import TestSupport
import Testing

@Suite struct MatrixTests {
  static let wide = scenarioText(
    axes: """
      allocator: ['heap', 'pool'], backend: ['slow', 'fast'], workingSet: ['4KiB', '1MiB'],
      density: [0.5]
      """,
    more: "baseline: { backend: 'slow', allocator: 'heap' }")

  @Test func cellsComeInOneOrderWithShortStableNames() throws {
    let ids = try matrix(Self.wide).cells.map(\.id)
    #expect(
      ids == [
        "fake.4K.slow.heap", "fake.4K.slow.pool", "fake.4K.fast.heap", "fake.4K.fast.pool",
        "fake.1M.slow.heap", "fake.1M.slow.pool", "fake.1M.fast.heap", "fake.1M.fast.pool",
      ])
  }

  @Test func siblingsAgreeInAllThatTheBaselineDoesNotName() throws {
    let groups = try matrix(Self.wide).groups
    #expect(groups.map(\.cells.count) == [4, 4])
    #expect(groups.map { $0.cells[0].id } == ["fake.4K.slow.heap", "fake.1M.slow.heap"])
    #expect(groups.allSatisfy { $0.cells.map(\.isBaseline) == [true, false, false, false] })
    let late = scenarioText(
      axes: "backend: ['slow', 'fast']", more: "baseline: { backend: 'fast' }")
    #expect(try matrix(late).cells.map(\.id) == ["fake.fast", "fake.slow"])
    let alone = try matrix(scenarioText()).groups
    #expect(alone.map(\.cells.count) == [1, 1] && alone.allSatisfy { !$0.cells[0].isBaseline })
  }

  @Test func valuesReachTheRequest() throws {
    let text = scenarioText(
      axes: """
        backend: ['fast'], allocator: ['pool'], workingSet: ['DRAM'], density: [0.25],
        pattern: ['runs'], threads: ['all'], node: [0]
        """)
    let cells = try matrix(text, topology(cpus: 4)) { $0.seed = 99 }.cells
    let request = try #require(cells.first).request
    let placement = PlacementRequest(workers: 4, node: 0)
    #expect(cells.count == 1 && cells[0].placement == placement)
    #expect(cells.count == 1 && cells[0].id == "fake" && cells[0].obstacle == nil)
    #expect(request.backend == "fast" && request.allocator == "pool" && request.seed == 99)
    #expect(request.workingSetByteCount == 4 << 20 && request.density == 0.25)
    #expect(request.pattern == .runs && request.workerCount == 4)
  }

  @Test func aWorkloadIsCrossedWithTheAxesItHas() throws {
    let text = scenarioText(
      workload: "['kernel.reader', 'fake']",
      axes: "backend: ['slow', 'fast'], workingSet: [4096, 8192]", more: "input: { trace: 't' }")
    #expect(
      try matrix(text).cells.map(\.id) == [
        "reader.slow", "reader.fast", "fake.4K.slow", "fake.4K.fast", "fake.8K.slow",
        "fake.8K.fast",
      ])
  }

  @Test func rulesLeaveOutWhatTheyDescribe() throws {
    let text = scenarioText(
      workload: "['kernel.reader', 'fake']",
      axes: "backend: ['slow', 'fast'], workingSet: [4096, 8192, 'DRAM']",
      more: """
        input: { trace: 't' },
        exclude: [
          { workload: 'fake', backend: 'slow', workingSet: [8192, 'DRAM'] },
          { workload: ['kernel.reader'], backend: 'fast' },
        ]
        """)
    #expect(
      try matrix(text).cells.map(\.id) == [
        "reader.slow", "fake.4K.slow", "fake.4K.fast", "fake.8K.fast", "fake.DRAM.fast",
      ])
    let all = scenarioText(more: "exclude: [{ backend: ['slow', 'fast'] }]")
    #expect(throws: ScenarioError.self) { try matrix(all) }
  }

  @Test func theCommandLineReplacesAnAxis() throws {
    let ids = try matrix(Self.wide) {
      $0.axes = ["workingSet=4KiB", "allocator=pool", "threads=2"]
    }
    .cells.map(\.id)
    #expect(ids == ["fake.4K.t2.slow.pool", "fake.4K.t2.fast.pool"])
    let other = try matrix(Self.wide) { $0.axes = ["density=0.5,0.01"] }.cells.map(\.id)
    #expect(other.count == 16 && other[0] == "fake.4K.slow.heap")
    #expect(other.contains("fake.4K.1%.fast.pool"))
  }

  @Test func aNumberThatMeansAFilesWordKeepsItsId() throws {
    let text = scenarioText(axes: "workingSet: [4096, 'DRAM'], threads: [1, 'all']")
    let change = { (options: inout MatrixOptions) in
      options.axes = ["workingSet=4194304", "threads=2"]
    }
    #expect(
      try matrix(text, topology(cpus: 2), change: change).cells.map(\.id) == ["fake.DRAM.all-cpus"])
    #expect(try matrix(text, topology(cpus: 3), change: change).cells.map(\.id) == ["fake.DRAM.t2"])
  }

  @Test func filtersChooseByValueWorkOrPartOfTheName() throws {
    let ids = { (filters: [String]) in
      try matrix(Self.wide) { $0.filters = filters }.cells.map(\.id)
    }
    #expect(
      try ids(["workingSet=4KiB", "backend=slow,fast", "pool"])
        == ["fake.4K.slow.pool", "fake.4K.fast.pool"])
    #expect(try ids(["workload=fake", "1M.fast.heap"]) == ["fake.1M.fast.heap"])
  }

  @Test func aPercentageIsAShare() throws {
    let ids = try matrix(Self.wide) {
      $0.axes = ["density=0.5,0.01"]
      $0.filters = ["density=1%"]
    }.cells.map(\.id)
    #expect(ids.count == 8 && ids.allSatisfy { $0.contains("1%") })
  }

  /// A wrong option and its message.
  static let wrong: [(change: @Sendable (inout MatrixOptions) -> Void, message: String)] = [
    (
      { $0.axes = ["bakend=slow"] },
      "--axis bakend: allowed: backend, allocator, workingSet, density, pattern, threads, cpus, "
        + "node, memory"
    ),
    ({ $0.axes = ["backend=avx3"] }, "--axis backend=avx3: allowed: slow, fast, wide"),
    ({ $0.axes = ["backend"] }, "--axis backend: allowed: NAME=VALUE,VALUE…"),
    (
      { $0.axes = ["threads=1,,2"] },
      "--axis threads=: allowed: a whole number from 1 to 4096, or \"all\""
    ),
    ({ $0.filters = ["workload=fakes"] }, "--filter workload=fakes: allowed: fake"),
    (
      { $0.filters = ["density=2"] },
      "--filter density=2: allowed: a number from 0 to 1, or 0% to 100%"
    ),
    (
      { $0.filters = ["gone"] },
      "--filter gone leaves none of 8 cells: allowed: AXIS=VALUE,… or part of a cell id such as "
        + "fake.4K.slow.heap"
    ),
  ]

  @Test(arguments: wrong.indices) func aWrongChoiceIsRefused(row: Int) {
    let (change, message) = Self.wrong[row]
    let error = #expect(throws: ScenarioError.self) { try matrix(Self.wide, change: change) }
    #expect(error?.description == message)
  }

  @Test func whatCannotRunHereStaysWithItsReason() throws {
    let text = scenarioText(
      axes: "backend: ['slow', 'wide'], threads: [1, 3], node: ['each', 1]")
    let cells = try matrix(text, topology(cpus: 2)).cells
    let reasons = Dictionary(uniqueKeysWithValues: cells.map { ($0.id, $0.obstacle?.code ?? "ok") })
    #expect(
      reasons == [
        "fake.t1.n0.slow": "ok", "fake.t1.other-nodes.slow": "single_node",
        "fake.t1.n1.slow": "single_node", "fake.t1.n0.wide": "isa_absent",
        "fake.t1.n1.wide": "isa_absent", "fake.t3.n0.slow": "too_few_cpus",
        "fake.t3.n1.slow": "single_node", "fake.t3.n0.wide": "isa_absent",
        "fake.t3.n1.wide": "isa_absent",
      ], "the nodes that are missing are one row, not one for each cell")
    #expect(cells.allSatisfy { ($0.obstacle?.kind ?? .unavailable) == .unavailable })
  }

  @Test func eachNodeIsACellWhereThereAreSeveral() throws {
    let text = scenarioText(axes: "backend: ['slow'], threads: [1, 'all'], node: ['each']")
    let cells = try matrix(text, topology(cpus: 4, nodes: 2)).cells
    #expect(
      cells.map(\.id) == ["fake.t1.n0", "fake.t1.n1", "fake.all-cpus.n0", "fake.all-cpus.n1"])
    #expect(cells.map(\.request.workerCount) == [1, 1, 2, 2])
    #expect(cells.map(\.placement.node) == [0, 1, 0, 1])
  }

  @Test func eachCPUNodeMeetsEachMemoryNode() throws {
    let text = scenarioText(axes: "backend: ['slow'], node: ['each'], memory: ['bind', 'remote']")
    let cells = try matrix(text, topology(cpus: 4, nodes: 2)).cells
    #expect(
      cells.map(\.id) == [
        "fake.n0.m0", "fake.n0.m1", "fake.n1.m0", "fake.n1.m1", "fake.n0.remote", "fake.n1.remote",
      ])
    #expect(
      cells.map(\.placement.memory) == [.bind(0), .bind(1), .bind(0), .bind(1), .remote, .remote])
    #expect(cells.allSatisfy { $0.obstacle == nil })
    let one = try matrix(text, topology(cpus: 4)).cells
    #expect(one.map(\.id) == ["fake.n0.m0", "fake.other-nodes", "fake.n0.remote"])
    #expect(one.map { $0.obstacle?.code } == [nil, "single_node", "single_node"])
  }

  @Test func policiesReachThePlan() throws {
    let text = scenarioText(
      axes: """
        backend: ['slow'], cpus: ['none', 'spread', 'list:2+0'], threads: ['all'],
        memory: ['first-touch', 'interleave']
        """,
      more: "exclude: [{ cpus: 'none', memory: 'interleave' }]")
    let cells = try matrix(text, topology(cpus: 4, nodes: 2)).cells
    #expect(
      cells.map(\.id) == [
        "fake.unpinned.first-touch", "fake.spread.first-touch", "fake.spread.interleave",
        "fake.cpus2+0.first-touch", "fake.cpus2+0.interleave",
      ])
    #expect(cells.map(\.placement.workers) == [4, 4, 4, 2, 2])
    #expect(cells[3].placement.cpus == .list([2, 0]) && cells[3].placement.memory == .firstTouch)
  }

  @Test func chosenNodesAreFoundWhereverTheyCameFrom() throws {
    let text = scenarioText(
      axes: "backend: ['slow'], node: ['each'], memory: ['bind']",
      more: "exclude: [{ node: 1, memory: 'bind:0' }]")
    let ids = { (filters: [String]) in
      try matrix(text, topology(cpus: 4, nodes: 2)) { $0.filters = filters }.cells.map(\.id)
    }
    #expect(try ids(["memory=bind"]) == ["fake.n0.m0", "fake.n0.m1", "fake.n1.m1"])
    #expect(try ids(["memory=bind:1", "node=each"]) == ["fake.n0.m1", "fake.n1.m1"])
  }

  /// A missing CPU or node is a row in a scenario and a mistake on the command line.
  @Test(arguments: [
    (
      "node", "7", "no_such_node",
      "--axis node=7: allowed: each, or a node with CPUs of this process: 0, 1"
    ),
    (
      "memory", "'bind:7'", "no_memory_on_node",
      "--axis memory=bind:7: allowed: bind, or a node with memory for this process: bind:0, bind:1"
    ),
    (
      "cpus", "'list:0+9'", "cpu_not_allowed",
      "--axis cpus=list:0+9: allowed: CPUs of this process: 0, 1, 2, 3"
    ),
  ])
  func whatTheMachineLacksIsNamed(
    _ axis: String, _ value: String, _ code: String, _ message: String
  )
    throws
  {
    let machine = topology(cpus: 4, nodes: 2)
    let text = scenarioText(axes: "backend: ['slow'], \(axis): [\(value)]")
    let cells = try matrix(text, machine).cells
    #expect(cells.map { $0.obstacle?.code } == [code])
    let error = #expect(throws: ScenarioError.self) {
      try matrix(scenarioText(axes: "backend: ['slow']"), machine) {
        $0.axes = [axis + "=" + value.filter { $0 != "'" }]
      }
    }
    #expect(error?.description == message)
  }

  @Test func dramWithoutAKnownCacheIsNoGuess() throws {
    let text = scenarioText(axes: "workingSet: ['DRAM']")
    let cells = try matrix(text, topology(cache: nil)).cells
    #expect(cells.map { $0.obstacle?.code } == ["cache_size_unknown"])
  }

  @Test func quickKeepsTheTwoSmallestWorkingSets() throws {
    let text = scenarioText(axes: "workingSet: ['DRAM', '64KiB', 4096, '1MiB']")
    #expect(try matrix(text) { $0.isQuick = true }.cells.map(\.id) == ["fake.64K", "fake.4K"])
  }

  @Test func aForcedBackendMayNotContradictACell() throws {
    let words = catalogue(forced: "fast")
    let error = #expect(throws: ScenarioError.self) {
      try matrix(scenarioText(), topology(), words)
    }
    #expect(error?.description.hasPrefix("MMSB_BACKEND forces fast, but cell fake.slow") == true)
    let cells = try matrix(scenarioText(), topology(), words) { $0.axes = ["backend=fast"] }.cells
    #expect(cells.map(\.id) == ["fake.fast"])
  }
}
