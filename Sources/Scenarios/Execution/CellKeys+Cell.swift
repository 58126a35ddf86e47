internal import Machine
package import Measure

extension CellKeys {
  /// The columns that say which cell this is and what was asked of it; the run's own stay.
  mutating func describe(_ cell: Cell, _ workload: Workload, _ plan: Plan) {
    let request = cell.request
    let axes = workload.axes
    scenario = plan.file.scenario.name
    scenarioHash = plan.file.hash
    cellID = cell.id
    self.workload = cell.workload
    trace = workload.needsTrace ? plan.traceName : ""
    backendRequested = axes.contains(.backend) ? request.backend : ""
    allocatorRequested = axes.contains(.allocator) ? request.allocator : ""
    threads = request.workerCount
    pageByteCount = axes.contains(.pageBytes) ? request.pageByteCount : nil
    workingSetByteCount = axes.contains(.workingSet) ? request.workingSetByteCount : nil
    deltaByteCount = axes.contains(.deltaBytes) ? request.deltaByteCount : nil
    density = axes.contains(.density) ? request.density : nil
    pattern = axes.contains(.pattern) ? request.pattern.rawValue : ""
    seed = request.seed
    cache = plan.file.scenario.cache.rawValue
  }

  /// The columns that say where it ran.
  mutating func describe(_ places: [Place], _ request: PlacementRequest, _ topology: Topology) {
    cpuPolicy = Self.word(request.cpus.text)
    cpuList = places.compactMap(\.cpu).map { "\($0)" }.joined(separator: ",")
    cpuNode = Self.common(places.map { $0.cpu.flatMap(topology.cpu)?.node })
    let policy = Placement.memoryPolicy(topology, request)
    let isGiven = topology.hasSingleNode && request.memory == nil
    memoryPolicy = isGiven ? "single_node" : Self.word(policy.text)
    memoryNode =
      topology.hasSingleNode
      ? topology.nodes.first?.id
      : Self.common(places.map { $0.memory.nodes.count == 1 ? $0.memory.nodes[0] : nil })
  }

  /// The value of a placing axis that the columns were described from, as `--axis` takes it.
  package func placing(_ axis: Axis) -> String? {
    switch axis {
    case .threads: threads.map { "\($0)" }
    case .node: cpuNode.map { "\($0)" }
    case .cpus where cpuPolicy == "list":
      "list:" + cpuList.split(separator: ",").joined(separator: "+")
    case .cpus: cpuPolicy.isEmpty ? nil : Self.text(cpuPolicy)
    case .memory where memoryPolicy == "bind": memoryNode.map { "bind:\($0)" }
    case .memory: memoryPolicy.isEmpty ? nil : Self.text(memoryPolicy)
    default: nil
    }
  }

  /// A policy's name as a column writes it; a list's CPUs and a bound node have columns of their
  /// own.
  private static func word(_ policy: String) -> String {
    String(policy.prefix { $0 != ":" }.map { $0 == "-" ? "_" : $0 })
  }

  private static func text(_ word: String) -> String {
    String(word.map { $0 == "_" ? "-" : $0 })
  }

  /// What all have in common; nil where they differ or one is unknown.
  private static func common(_ values: [Int?]) -> Int? {
    Set(values).count == 1 ? values[0] : nil
  }
}
