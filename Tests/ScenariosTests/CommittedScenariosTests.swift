import Foundation
import Machine
import Measure
import Scenarios
import StateBus
import TestSupport
import Testing
import Workloads

/// The scenarios of this repository, read with the words of the engine itself.
@Suite struct CommittedScenariosTests {
  static let library = ScenarioLibrary(folders: [repository("scenarios").path])

  static let words = Vocabulary(
    workloads: Workloads.all(Workbench()), backends: Backend.all.map { Variant(name: $0.name) },
    allocators: AllocatorChoice.all.map { Variant(name: $0.name) })

  static let machine = Topology(
    cpus: (0..<2).map { CPU(id: $0, node: 0, package: 0, core: $0) },
    nodes: [MemoryNode(id: 0, cpus: [0, 1])],
    caches: [Cache(level: 3, kind: .unified, byteCount: 32 << 20, cpus: nil, source: .sysfs)])

  private func plan(_ name: String) throws -> Plan {
    let file = try ScenarioFile.load(name, Self.words, library: Self.library)
    return try Plan(file, Self.words, Self.machine)
  }

  @Test func thoseThatTheHouseNamesAreThere() {
    #expect(
      Self.library.known
        == ["batch", "cold", "kernels", "log", "replay-packages", "replay-tpcb", "smoke"])
  }

  @Test(arguments: library.known) func everyScenarioCanBePlanned(name: String) throws {
    let plan = try plan(name)
    #expect(plan.file.scenario.name == name, "a scenario is named like its file")
    #expect(plan.matrix.cells.allSatisfy { $0.obstacle == nil })
    #expect(plan.rounds >= Scenario.standardRounds || name == "smoke")
    let baselines = plan.matrix.groups.filter { $0.cells.count > 1 && !$0.cells[0].isBaseline }
    let ids = baselines.flatMap(\.cells).map(\.id)
    #expect(ids.allSatisfy { $0.contains("DRAM") }, "siblings have a baseline but in memory")
  }

  @Test func smokeTouchesEveryKindOfWorkAndVariant() throws {
    let cells = try plan("smoke").matrix.cells
    #expect(Set(cells.map(\.workload)) == Set(Self.words.workloads.map(\.name)))
    #expect(Set(cells.map(\.request.backend)) == Set(Self.words.backends.map(\.name)))
    #expect(Set(cells.map(\.request.allocator)) == Set(Self.words.allocators.map(\.name)))
  }

  @Test func theBenchScenariosFitFiveMinutes() throws {
    let names = Self.library.known.filter { $0 != "smoke" }
    let seconds = try names.reduce(0) { try $0 + plan($1).estimatedSeconds }
    #expect(seconds < 300 && seconds > 1, "about \(seconds) s in all")
  }
}
