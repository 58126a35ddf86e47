/// The choice of CPUs and memory for workers.
package enum Placement {
  /// One place per worker: a pure function of the topology and the request.
  ///
  /// Physical cores come before their siblings under every policy except a list, whose order is
  /// kept; among cores, those come first that others keep less busy, where the topology says. On a
  /// machine with one node all places have first-touch memory.
  package static func plan(
    _ topology: Topology, _ request: PlacementRequest
  ) throws(PlacementError) -> [Place] {
    guard request.workers > 0 else { throw .noWorkers }
    let cpus = try order(topology, request)
    guard let cpus else {
      let memory = try binding(topology, request, of: nil)
      return Array(repeating: Place(cpu: nil, memory: memory), count: request.workers)
    }
    guard request.workers <= cpus.count else {
      throw .tooFewCPUs(
        asked: request.workers, available: cpus.map(\.id).sorted(), node: request.node)
    }
    var places: [Place] = []
    for cpu in cpus.prefix(request.workers) {
      places.append(Place(cpu: cpu.id, memory: try binding(topology, request, of: cpu)))
    }
    return places
  }

  /// The CPUs that a request may use, best first; nil for workers that are not pinned.
  private static func order(
    _ topology: Topology, _ request: PlacementRequest
  ) throws(PlacementError) -> [CPU]? {
    let candidates = topology.cpus.filter { request.node == nil || $0.node == request.node }
    if let node = request.node, candidates.isEmpty {
      throw .noSuchNode(node: node, available: topology.cpuNodes)
    }
    switch request.cpus {
    case .none:
      guard request.node == nil else { throw .needsPinning("a node") }
      return nil
    case .compact: return candidates.sorted(by: isCloser)
    case .spread: return coresFirst(candidates) { spread($0, topology) }
    case .perCache:
      guard candidates.allSatisfy({ topology.cacheDomain(of: $0.id) != nil }) else {
        throw .cachesUnknown
      }
      return coresFirst(candidates) { roundRobin($0) { topology.cacheDomain(of: $0.id) } }
    case .list(let ids):
      let known = ids.compactMap { id in candidates.first { $0.id == id } }
      guard known.count == ids.count else {
        throw .cpusNotAllowed(
          asked: ids, available: candidates.map(\.id), node: request.node)
      }
      return known
    }
  }

  private static func isCloser(_ a: CPU, _ b: CPU) -> Bool {
    order(a).lexicographicallyPrecedes(order(b))
  }

  private static func order(_ cpu: CPU) -> [Int] {
    [
      cpu.siblingRank, cpu.loadLevel, cpu.node ?? .max, cpu.package ?? .max, cpu.core ?? .max,
      cpu.id,
    ]
  }

  /// Orders the first CPU of every core, then the second of each, and so on.
  private static func coresFirst(_ cpus: [CPU], _ order: ([CPU]) -> [CPU]) -> [CPU] {
    Set(cpus.map(\.siblingRank)).sorted().flatMap { rank in
      order(cpus.filter { $0.siblingRank == rank }.sorted(by: isCloser))
    }
  }

  private static func spread(_ cpus: [CPU], _ topology: Topology) -> [CPU] {
    let byCache = { (cpus: [CPU]) in roundRobin(cpus) { topology.cacheDomain(of: $0.id) } }
    let byPackage = { (cpus: [CPU]) in roundRobin(cpus, within: byCache) { $0.package } }
    return roundRobin(cpus, within: byPackage) { $0.node }
  }

  /// The CPUs by turns from each domain, the domains in the order of their first CPUs.
  private static func roundRobin(
    _ cpus: [CPU], within: ([CPU]) -> [CPU] = { $0 }, _ domain: (CPU) -> Int?
  ) -> [CPU] {
    var domains: [Int?] = []
    for cpu in cpus where !domains.contains(domain(cpu)) { domains.append(domain(cpu)) }
    let groups = domains.map { wanted in within(cpus.filter { domain($0) == wanted }) }
    let longest = groups.map(\.count).max() ?? 0
    return (0..<longest).flatMap { turn in
      groups.compactMap { turn < $0.count ? $0[turn] : nil }
    }
  }
}

// Memory.
extension Placement {
  /// The binding of a request's memory policy on one CPU; a nil CPU is a worker that may move.
  private static func binding(
    _ topology: Topology, _ request: PlacementRequest, of cpu: CPU?
  ) throws(PlacementError) -> MemoryBinding {
    let binding = try binding(topology, memoryPolicy(topology, request), of: cpu)
    guard binding != .firstTouch, !topology.hasSingleNode else { return .firstTouch }
    if let reason = topology.bindingObstacle { throw .bindingUnavailable(reason) }
    return binding
  }

  /// The policy that a request states, or the default of a request that states none.
  package static func memoryPolicy(
    _ topology: Topology, _ request: PlacementRequest
  ) -> MemoryPolicy {
    if let policy = request.memory { return policy }
    guard let node = request.node, topology.memoryNodes.contains(node),
      topology.bindingObstacle == nil
    else { return .firstTouch }
    return .local
  }

  private static func binding(
    _ topology: Topology, _ policy: MemoryPolicy, of cpu: CPU?
  ) throws(PlacementError) -> MemoryBinding {
    let nodes = topology.memoryNodes
    switch policy {
    case .firstTouch: return .firstTouch
    case .bind(let node):
      guard nodes.contains(node) else { throw .noMemoryOnNode(node: node, available: nodes) }
      return .bind(node)
    case .interleave:
      guard nodes.count > 1 else { throw .onlyMemoryNode(nodes) }
      return .interleave(nodes)
    case .local:
      guard let node = cpu?.node else { throw .needsPinning("local memory") }
      guard nodes.contains(node) else { throw .noMemoryOnNode(node: node, available: nodes) }
      return .prefer(node)
    case .remote:
      guard let node = cpu?.node else { throw .needsPinning("remote memory") }
      guard let other = topology.nearestOtherMemory(to: node) else { throw .onlyMemoryNode(nodes) }
      return .bind(other)
    }
  }
}

// Shared cores and caches.
extension Placement {
  /// The number of workers that share a core with another worker.
  package static func workersSharingACore(_ places: [Place], _ topology: Topology) -> Int {
    let used = Set(places.compactMap(\.cpu))
    return places.count { place in
      let siblings = place.cpu.flatMap(topology.cpu)?.siblings ?? []
      return siblings.contains(where: used.contains)
    }
  }

  /// The most workers that share one last-level cache; all of them where the sharing is unknown.
  package static func crowd(_ places: [Place], _ topology: Topology) -> Int {
    let domains = places.map { $0.cpu.flatMap(topology.cacheDomain) }
    guard !domains.contains(nil) else { return places.count }
    return Dictionary(grouping: domains, by: \.self).values.map(\.count).max() ?? 1
  }
}
