/// Chooses CPUs for workers.
package enum Placement {
  /// One place per worker: physical cores before their siblings, then close together.
  ///
  /// A pure function of what it is given. With a node, only that node's CPUs are used and
  /// the places ask for its memory; on a machine with one node there is no memory to
  /// choose and the places don't.
  package static func plan(
    _ topology: Topology, workers: Int, node: Int? = nil
  ) throws(PlacementError) -> [Place] {
    guard workers > 0 else { throw .noWorkers }
    let candidates = topology.cpus.filter { node == nil || $0.node == node }
    if let node, candidates.isEmpty {
      throw .noSuchNode(node: node, available: topology.nodes.filter { !$0.cpus.isEmpty }.map(\.id))
    }
    guard workers <= candidates.count else {
      throw .tooFewCPUs(asked: workers, available: candidates.map(\.id), node: node)
    }
    let asked = topology.hasSingleNode ? nil : node
    let ordered = candidates.sorted { order($0).lexicographicallyPrecedes(order($1)) }
    return ordered.prefix(workers).map { Place(cpu: $0.id, node: asked) }
  }

  private static func order(_ cpu: CPU) -> [Int] {
    [cpu.siblingRank, cpu.node ?? .max, cpu.package ?? .max, cpu.core ?? .max, cpu.id]
  }
}
