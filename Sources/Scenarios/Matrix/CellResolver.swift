internal import Machine
internal import Measure

/// Turns stated values into a request to this machine, or into the reason why it must refuse.
struct CellResolver {
  let catalogue: Catalogue
  let topology: Topology
  let seed: UInt64

  /// Expands a combination: a value that stands for several gives one combination for each of
  /// those; where this machine has too few of them, another combination stands for the missing
  /// ones.
  func expanded(_ values: [Axis: AxisValue]) -> [[Axis: AxisValue]] {
    expanded(values, AxisRow.all[...])
  }

  private func expanded(
    _ values: [Axis: AxisValue], _ rows: ArraySlice<AxisRow>
  ) -> [[Axis: AxisValue]] {
    guard let row = rows.first else { return [values] }
    guard let value = values[row.axis] else { return expanded(values, rows.dropFirst()) }
    return row.expanded(value, topology).flatMap { each in
      let values = values.merging([row.axis: each]) { _, new in new }
      return each.isEach ? [values] : expanded(values, rows.dropFirst())
    }
  }

  /// Whether a combination stands for nodes that this machine lacks.
  static func standsForMissingNodes(_ values: [Axis: AxisValue]) -> Bool {
    values.values.contains(where: \.isEach)
  }

  /// The bytes of a working set here; nil for DRAM where the size of the caches is unknown.
  func workingSet(_ value: AxisValue) -> Int? {
    asked(value, .workingSet)?.work.workingSetByteCount
  }

  /// The file's own name for a number with the same meaning here: "DRAM", or "all" CPUs.
  ///
  /// With that name, a cell that is run again from the numbers of its row keeps its id.
  func canonical(_ value: AxisValue, _ axis: Axis, _ listed: [AxisValue]?) -> AxisValue {
    guard value.count != nil, let listed, !listed.contains(value),
      let request = asked(value, axis)
    else { return value }
    let same = listed.first { name in
      guard name.count == nil, let other = asked(name, axis) else { return false }
      return other.work == request.work && other.placement == request.placement
    }
    return same ?? value
  }

  /// A request for one value alone; nil where this machine can't have it.
  private func asked(_ value: AxisValue, _ axis: Axis) -> CellRequest? {
    var request = CellRequest(topology: topology, catalogue: catalogue)
    return axis.row.ask(value, &request) == nil ? request : nil
  }

  /// The request of the values to the work and to the machine, and the reason why this machine must
  /// refuse.
  func resolve(
    _ values: [Axis: AxisValue]
  ) -> (request: WorkRequest, placement: PlacementRequest, obstacle: Obstacle?) {
    var request = CellRequest(topology: topology, catalogue: catalogue)
    request.work.seed = seed
    var obstacle: Obstacle?
    for row in AxisRow.all.reversed() {
      guard let value = values[row.axis] else { continue }
      obstacle = row.ask(value, &request) ?? obstacle
    }
    request.placement.workers = request.work.workerCount
    return (
      request.work, request.placement,
      missingNodes(values) ?? obstacle ?? placementObstacle(request.placement)
    )
  }

  /// The values that this machine has in place of a node or a CPU that it lacks; nil where it lacks
  /// none.
  ///
  /// A scenario travels between machines, so there such a value becomes a row with the reason; on
  /// the command line it is a mistake.
  func alternatives(to value: AxisValue, _ axis: Axis) -> String? {
    axis.row.alternatives(value, topology)
  }

  private func missingNodes(_ values: [Axis: AxisValue]) -> Obstacle? {
    guard Self.standsForMissingNodes(values) else { return nil }
    let missing = values[.node] == .eachNode ? "CPUs" : "memory"
    return Obstacle(
      .unavailable, code: "single_node", reason: "this process has \(missing) on one node only")
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
