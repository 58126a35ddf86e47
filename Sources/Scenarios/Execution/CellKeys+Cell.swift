package import Machine
package import Measure

extension CellKeys {
  /// Fills the columns that name the cell and its request; the run's own columns stay.
  package mutating func describe(_ cell: Cell, _ workload: Workload, _ plan: Plan) {
    let request = cell.request
    scenario = plan.file.scenario.name
    scenarioHash = plan.file.hash
    cellID = cell.id
    cellHash = plan.hash(of: cell, readsTrace: workload.needsTrace)
    self.workload = cell.workload
    trace = workload.needsTrace ? Redaction.withoutPaths(plan.traceName) : ""
    threads = request.workerCount
    for row in AxisRow.all where workload.axes.contains(row.axis) { row.describe(request, &self) }
    seed = request.seed
    cache = plan.file.scenario.cache.rawValue
  }

  /// Fills the columns of the places where the cell ran.
  package mutating func describe(
    _ places: [Place], _ request: PlacementRequest, _ topology: Topology
  ) {
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

  /// A policy's name as a column writes it; a list's CPUs and a bound node have columns of their
  /// own.
  private static func word(_ policy: String) -> String {
    String(policy.prefix { $0 != ":" }.map { $0 == "-" ? "_" : $0 })
  }

  /// The number that all values have in common; nil where they differ or one is unknown.
  private static func common(_ values: [Int?]) -> Int? {
    Set(values).count == 1 ? values[0] : nil
  }
}
