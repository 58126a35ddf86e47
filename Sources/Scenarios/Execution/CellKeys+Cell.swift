internal import Machine
internal import Measure

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
  mutating func describe(_ places: [Place], _ topology: Topology) {
    cpuPolicy = "compact"
    cpuList = places.map { "\($0.cpu)" }.joined(separator: ",")
    let nodes = Set(places.map { topology.cpu($0.cpu)?.node })
    cpuNode = nodes.count == 1 ? nodes.first ?? nil : nil
    memoryPolicy =
      topology.hasSingleNode ? "single_node" : places[0].node == nil ? "first_touch" : "preferred"
    memoryNode = topology.hasSingleNode ? topology.nodes.first?.id : places[0].node
  }
}
