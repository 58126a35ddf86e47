import Machine
import Measure
import Scenarios
import TestSupport
import Testing

/// A catalogue with names that the engine lacks, so that a test can't pass by the engine's names.
func catalogue(
  _ workloads: [Workload] = [FakeWork.workload(), FakeWork.reader], forced: String? = nil,
  exact: [ExactCounter] = []
) -> Catalogue {
  let missing = Obstacle(.unavailable, code: "isa_absent", reason: "this CPU has no wide9")
  return Catalogue(
    workloads: workloads,
    backends: [
      Variant(name: "slow"), Variant(name: "fast"), Variant(name: "wide", obstacle: missing),
    ],
    allocators: [Variant(name: "heap"), Variant(name: "pool")], forcedBackend: forced,
    exactCounters: exact)
}

/// A machine with CPUs spread over nodes, and a last-level cache of 1 MiB by default.
func topology(cpus: Int = 2, nodes: Int = 1, cache: Int? = 1 << 20) -> Topology {
  let perNode = cpus / nodes
  return Topology(
    cpus: (0..<cpus).map { CPU(id: $0, node: $0 / perNode, package: 0, core: $0) },
    nodes: (0..<nodes).map { node in
      MemoryNode(id: node, cpus: Array(node * perNode..<(node + 1) * perNode))
    },
    caches: cache.map {
      [Cache(level: 3, kind: .unified, byteCount: $0, cpus: nil, source: .sysfs)]
    }
      ?? [])
}

/// The text of a scenario with some parts replaced.
func scenarioText(
  workload: String = "'fake'", axes: String = "backend: ['slow', 'fast']", more: String = ""
) -> String {
  "{ schema: 1, name: 'test', about: 'A test.', workload: \(workload), axes: { \(axes) }, \(more) }"
}

func scenarioFile(_ text: String, _ words: Catalogue = catalogue()) throws -> ScenarioFile {
  try ScenarioFile(path: "dir/test.json5", bytes: Array(text.utf8), words)
}

/// The matrix of a scenario's text on a machine.
func matrix(
  _ text: String, _ machine: Topology = topology(), _ words: Catalogue = catalogue(),
  change: (inout MatrixOptions) -> Void = { _ in }
) throws -> Matrix {
  var options = MatrixOptions()
  change(&options)
  return try MatrixBuilder(scenarioFile(text, words), words, machine, options).matrix()
}

/// Runs a scenario with one workload, faulty or not, for eight rounds by default.
func execute(
  _ work: Workload = FakeWork.workload(), axes: String = "backend: ['slow', 'fast']",
  baseline: String = "backend: 'slow'", measure: String = "rounds: 8",
  on machine: Topology = .read(), exact: [ExactCounter] = [],
  plan change: (inout PlanOptions) -> Void = { _ in },
  options: (inout RunOptions) -> Void = { _ in },
  receive: (ResultRows) throws(ResultError) -> Void = { _ in },
  isInterrupted: @escaping () -> Bool = { false }
) throws -> RunOutcome {
  let compared = baseline.isEmpty ? "" : "baseline: { \(baseline) }, "
  let text = scenarioText(axes: axes, more: compared + "measure: { \(measure) }")
  let words = catalogue([work], exact: exact)
  var planOptions = PlanOptions()
  change(&planOptions)
  let plan = try Plan(scenarioFile(text, words), words, machine, planOptions)
  var runOptions = RunOptions()
  runOptions.keys.runID = "run"
  runOptions.keys.startedUTC = "2026-11-20T09:30:00Z"
  runOptions.keys.hostID = "host"
  let parent = try TestFolder()
  runOptions.scratchParent = parent.root
  options(&runOptions)
  let outcome = try Executor(plan, words, runOptions).run(
    receive: receive, isInterrupted: isInterrupted)
  #expect(try parent.names.isEmpty, "the scratch folder is gone")
  return outcome
}
