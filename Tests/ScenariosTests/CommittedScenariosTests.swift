import Foundation
import Machine
import Measure
import Scenarios
import StateBus
import TestSupport
import Testing
import Workloads

/// The scenarios of this repository, read with the engine's own catalogue.
@Suite struct CommittedScenariosTests {
  static let library = ScenarioLibrary(folders: [Repository.path("scenarios")])

  static let words = Catalogue(
    workloads: Workloads.all(Workbench()), backends: Backend.entries.map { Variant(name: $0.name) },
    allocators: AllocatorChoice.all.map { Variant(name: $0.name) })

  static let machine = Topology(
    cpus: (0..<2).map { CPU(id: $0, node: 0, package: 0, core: $0) },
    nodes: [MemoryNode(id: 0, cpus: [0, 1])],
    caches: [Cache(level: 3, kind: .unified, byteCount: 32 << 20, cpus: nil, source: .sysfs)])

  private func plan(_ name: String, on machine: Topology = Self.machine) throws -> Plan {
    let file = try ScenarioFile.load(name, Self.words, library: Self.library)
    return try Plan(file, Self.words, machine)
  }

  @Test func thoseThatTheHouseNamesAreThere() {
    #expect(
      Self.library.known
        == [
          "batch", "cold", "gate", "gate-tpcb", "kernels", "log", "numa", "replay-packages",
          "replay-tpcb", "selftest", "smoke",
        ])
  }

  @Test(arguments: library.known) func everyScenarioCanBePlanned(name: String) throws {
    let plan = try plan(name)
    #expect(plan.file.scenario.name == name, "a scenario is named like its file")
    let obstacles = plan.matrix.cells.compactMap(\.obstacle?.code)
    #expect(obstacles == (name == "numa" ? ["single_node"] : []), "this machine has one node")
    #expect(plan.rounds >= Scenario.standardRounds || name == "smoke")
    let baselines = plan.matrix.groups.filter { $0.cells.count > 1 && !$0.cells[0].isBaseline }
    let ids = baselines.flatMap(\.cells).map(\.id)
    #expect(ids.allSatisfy { $0.contains("DRAM") }, "siblings have a baseline but in memory")
  }

  @Test func theGridIsEveryPairOfNodesAndOneRowWhereThereIsOne() throws {
    let names = ["memory.read", "memory.write", "memory.copy", "memory.latency"]
    let alone = try plan("numa").matrix.cells
    #expect(
      alone.filter { $0.obstacle == nil }.map(\.id)
        == names.flatMap { name in
          (name == "memory.latency" ? ["t1"] : ["t1", "all-cpus"]).map { "\(name).\($0).n0.m0" }
        })
    var machine = Self.machine
    machine.cpus[1].node = 1
    machine.nodes = [0, 1].map { MemoryNode(id: $0, cpus: [$0]) }
    let grid = try plan("numa", on: machine).matrix.cells
    #expect(grid.count == 4 * 7 && grid.allSatisfy { $0.obstacle == nil })
    #expect(
      grid.filter { $0.workload == "memory.latency" }.map(\.id)
        == ["n0.m0", "n0.m1", "n1.m0", "n1.m1"].map { "memory.latency.t1.\($0)" })
  }

  /// Its scan of a million rows would take smoke beyond 128 MiB; the scenario batch has it.
  @Test func smokeTouchesEveryKindOfSmallWorkAndEveryVariant() throws {
    let cells = try plan("smoke").matrix.cells
    let small = Set(Self.words.workloads.map(\.name)).subtracting(["batch.scan"])
    #expect(Set(cells.map(\.workload)) == small)
    #expect(Set(cells.map(\.request.backend)) == Set(Self.words.backends.map(\.name)))
    #expect(Set(cells.map(\.request.allocator)) == Set(Self.words.allocators.map(\.name)))
  }

  @Test func theBenchScenariosFitFiveMinutes() throws {
    let names = Self.library.known.filter { $0 != "smoke" }
    let seconds = try names.reduce(0) { try $0 + plan($1).estimatedSeconds }
    #expect(seconds < 300 && seconds > 1, "about \(seconds) s in all")
  }
}
