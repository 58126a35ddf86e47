internal import Machine
internal import Measure
internal import Support

/// Turns stated values into what this machine is asked for, or into the reason why it can't.
struct CellResolver {
  let vocabulary: Vocabulary
  let topology: Topology
  let seed: UInt64

  /// DRAM means a working set that the last-level cache holds a quarter of.
  static let cachesPerDRAM = 4

  /// `node: each` as one combination per node with CPUs, and `memory: bind` as one per node with
  /// memory; where there is one such node only, another combination stands for those missing.
  func expanded(_ values: [Axis: AxisValue]) -> [[Axis: AxisValue]] {
    let cpuNodes = topology.cpuNodes.map { AxisValue.count($0) }
    let memoryNodes = topology.memoryNodes.map { AxisValue.name(MemoryPolicy.bind($0).text) }
    return expanded(values, .node, .eachNode, cpuNodes).flatMap { values in
      values[.node] == .eachNode ? [values] : expanded(values, .memory, .bindEach, memoryNodes)
    }
  }

  private func expanded(
    _ values: [Axis: AxisValue], _ axis: Axis, _ each: AxisValue, _ nodes: [AxisValue]
  ) -> [[Axis: AxisValue]] {
    guard values[axis] == each else { return [values] }
    let listed = nodes.count > 1 ? nodes : nodes + [each]
    return listed.map { values.merging([axis: $0]) { _, new in new } }
  }

  /// Whether a combination stands for nodes that this machine lacks.
  static func standsForMissingNodes(_ values: [Axis: AxisValue]) -> Bool {
    values[.node] == .eachNode || values[.memory] == .bindEach
  }

  /// The bytes that a working set means here; nil for DRAM where no cache says its size.
  func workingSet(_ value: AxisValue) -> Int? {
    switch value {
    case .count(let count): count
    case .dram: topology.lastLevelCacheByteCount.map { $0 * Self.cachesPerDRAM }
    default: nil
    }
  }

  /// The file's own name for a number that means the same here: "DRAM", or "all" CPUs.
  ///
  /// So a cell that is run again from the numbers of its row keeps its id.
  func canonical(_ value: AxisValue, _ axis: Axis, _ listed: [AxisValue]?) -> AxisValue {
    guard case .count(let count) = value, let listed, !listed.contains(value) else { return value }
    switch axis {
    case .workingSet where listed.contains(.dram) && workingSet(.dram) == count: return .dram
    case .threads where listed.contains(.allCPUs) && topology.cpus.count == count:
      return .allCPUs
    default: return value
    }
  }

  /// What the values ask of the work and of the machine, and why this one can't.
  func resolve(
    _ values: [Axis: AxisValue]
  ) -> (request: WorkRequest, placement: PlacementRequest, obstacle: Obstacle?) {
    var request = WorkRequest()
    request.seed = seed
    for (axis, value) in values { set(axis, value, &request) }
    var placement = placement(values)
    if values[.threads] == .allCPUs { request.workerCount = usableCPUCount(placement) }
    placement.workers = request.workerCount
    return (request, placement, obstacle(values, placement))
  }

  private func set(_ axis: Axis, _ value: AxisValue, _ request: inout WorkRequest) {
    switch (axis, value) {
    case (.backend, .name(let name)): request.backend = name
    case (.allocator, .name(let name)): request.allocator = name
    case (.pattern, .name(let name)): request.pattern = Pattern(rawValue: name) ?? request.pattern
    case (.pageBytes, .count(let count)): request.pageByteCount = count
    case (.deltaBytes, .count(let count)): request.deltaByteCount = count
    case (.workingSet, let value):
      request.workingSetByteCount = workingSet(value) ?? request.workingSetByteCount
    case (.density, .share(let share)): request.density = share
    case (.threads, .count(let count)): request.workerCount = count
    default: break
    }
  }
}

// Placement.
extension CellResolver {
  private func placement(_ values: [Axis: AxisValue]) -> PlacementRequest {
    var placement = PlacementRequest()
    if case .count(let node) = values[.node] { placement.node = node }
    if case .name(let text) = values[.cpus] { placement.cpus = CPUPolicy(text) ?? placement.cpus }
    if case .name(let text) = values[.memory] { placement.memory = MemoryPolicy(text) }
    return placement
  }

  private func usableCPUCount(_ placement: PlacementRequest) -> Int {
    if case .list(let ids) = placement.cpus { return ids.count }
    return max(1, topology.cpus.count { placement.node == nil || $0.node == placement.node })
  }

  /// What this machine has instead of a node or a CPU that it lacks; nil where it lacks none.
  ///
  /// A scenario travels between machines, so there such a value is a row that says why; on the
  /// command line it is a mistake.
  func alternatives(to value: AxisValue, _ axis: Axis) -> String? {
    switch (axis, value) {
    case (.node, .count(let node)) where !topology.cpuNodes.contains(node):
      return "each, or a node with CPUs of this process: \(listed(topology.cpuNodes))"
    case (.memory, .name(let text)):
      guard case .bind(let node) = MemoryPolicy(text), !topology.memoryNodes.contains(node) else {
        return nil
      }
      let nodes = topology.memoryNodes.map { MemoryPolicy.bind($0).text }
      return "bind, or a node with memory for this process: " + nodes.joined(separator: ", ")
    case (.cpus, .name(let text)):
      guard case .list(let ids) = CPUPolicy(text), ids.contains(where: { topology.cpu($0) == nil })
      else { return nil }
      return "CPUs of this process: \(listed(topology.cpus.map(\.id)))"
    default: return nil
    }
  }

  private func obstacle(
    _ values: [Axis: AxisValue], _ placement: PlacementRequest
  ) -> Obstacle? {
    if Self.standsForMissingNodes(values) {
      let what = values[.node] == .eachNode ? "CPUs" : "memory"
      return Obstacle(
        .unavailable, code: "single_node", reason: "this process has \(what) on one node only")
    }
    if values[.workingSet] == .dram, topology.lastLevelCacheByteCount == nil {
      return Obstacle(
        .unavailable, code: "cache_size_unknown",
        reason: "no cache states its size, so DRAM can't be sized; give bytes instead")
    }
    let variants = [
      (values[.backend], vocabulary.backends), (values[.allocator], vocabulary.allocators),
    ]
    for (value, listed) in variants {
      if let obstacle = listed.first(where: { .name($0.name) == value })?.obstacle {
        return obstacle
      }
    }
    return placementObstacle(placement)
  }

  private func placementObstacle(_ placement: PlacementRequest) -> Obstacle? {
    do throws(PlacementError) {
      _ = try Placement.plan(topology, placement)
      return nil
    } catch {
      return Obstacle(
        .unavailable, code: isAboutOtherNodes(error) ? "single_node" : error.reasonCode,
        reason: error.description)
    }
  }

  private func isAboutOtherNodes(_ error: PlacementError) -> Bool {
    switch error {
    case .noSuchNode, .noMemoryOnNode: topology.hasSingleNode
    default: false
    }
  }
}
