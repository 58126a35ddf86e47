internal import Machine
internal import Measure

/// Turns stated values into what this machine is asked for, or into the reason why it can't.
struct CellResolver {
  let vocabulary: Vocabulary
  let topology: Topology
  let seed: UInt64

  /// DRAM means a working set that the last-level cache holds a quarter of.
  static let cachesPerDRAM = 4

  /// `node: each` as one combination per node; where there is one node only, a second combination
  /// stands for the nodes that are missing.
  func expanded(_ values: [Axis: AxisValue]) -> [[Axis: AxisValue]] {
    guard values[.node] == .eachNode else { return [values] }
    let nodes = topology.nodes.filter { !$0.cpus.isEmpty }.map { AxisValue.count($0.id) }
    let listed = nodes.count > 1 ? nodes : nodes + [.eachNode]
    return listed.map { values.merging([.node: $0]) { _, new in new } }
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

  func resolve(_ values: [Axis: AxisValue]) -> (request: WorkRequest, obstacle: Obstacle?) {
    var request = WorkRequest()
    request.seed = seed
    for (axis, value) in values { set(axis, value, &request) }
    if values[.threads] == .allCPUs { request.workerCount = allowedCPUCount(on: request.node) }
    return (request, obstacle(values, request))
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
    case (.node, .count(let node)): request.node = node
    default: break
    }
  }

  private func allowedCPUCount(on node: Int?) -> Int {
    max(1, topology.cpus.count { node == nil || $0.node == node })
  }

  private func obstacle(_ values: [Axis: AxisValue], _ request: WorkRequest) -> Obstacle? {
    if values[.node] == .eachNode {
      return Obstacle(
        .unavailable, code: "single_node", reason: "this machine has one memory node")
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
    return placementObstacle(request)
  }

  private func placementObstacle(_ request: WorkRequest) -> Obstacle? {
    do throws(PlacementError) {
      _ = try Placement.plan(topology, workers: request.workerCount, node: request.node)
      return nil
    } catch {
      let isOnlyNode = topology.hasSingleNode && request.node != nil
      if isOnlyNode, case .noSuchNode = error {
        return Obstacle(.unavailable, code: "single_node", reason: error.description)
      }
      return Obstacle(.unavailable, code: error.reasonCode, reason: error.description)
    }
  }
}
