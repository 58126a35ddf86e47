package import Machine
internal import Support

/// Measures a machine's memory: five kinds of plain loops with each instruction set, and the
/// latency of a load, for each level of memory and each node.
///
/// Each level is one contest, so that its loops are compared side by side. Runs on one pinned
/// worker per node.
package struct CeilingSurvey {
  /// A level of memory and the sizes of the arrays and the ring that stay in it.
  package struct Level: Equatable, Sendable {
    /// "l1", "l2", "l3", "dram".
    package let name: String
    /// Bytes of one array; the loops use up to three. Nil where the level can't be measured.
    package let arrayByteCount: Int?
    /// Bytes of the ring of pointers.
    package let ringByteCount: Int
    /// The reason why the level can't be measured; nil where it can.
    package let absence: Absence?
  }

  /// One measured number.
  package struct Reading: Equatable, Sendable {
    /// "copy_avx512", "load_latency".
    package let name: String
    package let level: String
    package let node: Int
    /// "B/s" of one array, or "ns" per load.
    package let unit: String
    package let median: Double
    package let low: Double?
    package let high: Double?
  }

  private let topology: Topology
  private let levels: [Level]
  private let rounds: Int

  /// Prepares to measure; `memoryLimit` is the bytes that the process may use.
  package init(_ topology: Topology, memoryLimit: Int?, rounds: Int = 20) {
    self.topology = topology
    levels = Self.levels(topology, memoryLimit: memoryLimit)
    self.rounds = rounds
  }

  /// The nodes that have both CPUs and memory to measure.
  package var nodes: [Int] { topology.nodes.filter { !$0.cpus.isEmpty }.map(\.id) }

  /// Levels that can't be measured here, each with its reason.
  package var missing: [(level: String, absence: Absence)] {
    levels.compactMap { level in level.absence.map { (level.name, $0) } }
  }

  /// The levels of a machine; the arrays of memory have four times the bytes of the last cache.
  ///
  /// Three arrays take half of a cache, and a ring a quarter. A guest or a neighbour often leaves
  /// less of a shared cache than its stated size, so an array or a ring there takes at most twice
  /// the cache before it.
  package static func levels(_ topology: Topology, memoryLimit: Int?) -> [Level] {
    var before = Int.max / 8
    let caches = (1...3).map { number in
      let name = "l\(number)"
      guard let size = topology.dataCacheByteCount(level: number) else {
        return Level(
          name: name, arrayByteCount: nil, ringByteCount: 0,
          absence: Absence("not_exposed", "no such cache says its size"))
      }
      defer { before = size }
      let isShared = number == 3
      return Level(
        name: name, arrayByteCount: rounded(isShared ? min(size / 6, 2 * before) : size / 6),
        ringByteCount: isShared ? min(size / 4, 2 * before) : size / 4, absence: nil)
    }
    return caches + [memory(topology, memoryLimit)]
  }

  private static func memory(_ topology: Topology, _ limit: Int?) -> Level {
    guard let last = topology.lastLevelCacheByteCount else {
      return Level(
        name: memoryLevel, arrayByteCount: nil, ringByteCount: 0,
        absence: Absence("cache_size_unknown", "no cache says its size, so none can be exceeded"))
    }
    let array = rounded(4 * last)
    guard 4 * array <= (limit ?? .max) / 4 else {
      return Level(
        name: memoryLevel, arrayByteCount: nil, ringByteCount: 0,
        absence: Absence(
          "memory_small", "four times the last-level cache does not fit a quarter of the memory",
          remedy: "raise the memory limit"))
    }
    return Level(name: memoryLevel, arrayByteCount: array, ringByteCount: array, absence: nil)
  }

  /// The size rounded down to whole steps of every loop, at least one step.
  private static func rounded(_ byteCount: Int) -> Int { max(512, byteCount / 512 * 512) }
}

/// The measurement of every level on every node.
extension CeilingSurvey {
  /// Measures everything; nil when `shouldStop` answers true. `progress` receives the current part
  /// and the share of all work that is done.
  package func run(
    progress: @escaping (_ part: String, _ share: Double) -> Void,
    shouldStop: @escaping () -> Bool
  ) throws(WorkError) -> [Reading]? {
    var readings: [Reading] = []
    let measurable = levels.filter { $0.arrayByteCount != nil }
    let total = Double(nodes.count * measurable.count)
    var done = 0.0
    for node in nodes {
      for level in measurable {
        let part = level.name.uppercased() + (nodes.count > 1 ? " of node \(node)" : "")
        progress(part, done / total)
        let before = done
        let more = try measure(level, node, shouldStop) { share in
          progress(part, (before + share) / total)
        }
        guard let more, !shouldStop() else { return nil }
        readings += more
        done += 1
      }
    }
    return readings
  }

  private func measure(
    _ level: Level, _ node: Int, _ shouldStop: @escaping () -> Bool,
    _ progress: @escaping (Double) -> Void
  ) throws(WorkError) -> [Reading]? {
    let team: WorkerTeam
    do throws(PlacementError) {
      team = try WorkerTeam(
        places: Placement.plan(
          topology, PlacementRequest(node: topology.hasSingleNode ? nil : node)))
    } catch {
      throw .environment(error.description)
    }
    return try team.lead { _ throws(WorkError) in
      try contest(level, node, shouldStop, progress)
    }
  }

  /// Loads in one iteration of the latency's walk.
  private static let walkedLoads = 1_000
  /// The level whose data a pass outside the clock can't bring into a cache.
  private static let memoryLevel = "dram"

  private func contest(
    _ level: Level, _ node: Int, _ shouldStop: @escaping () -> Bool,
    _ progress: @escaping (Double) -> Void
  ) throws(WorkError) -> [Reading]? {
    let (memory, ring) = try Self.memory(of: level)
    // Earlier loops have evicted the batch's data; a pass outside the clock brings it back.
    let isCache = level.name != Self.memoryLevel
    let contestants =
      Ceiling.surveyed.filter(\.isUsable).map { loop in
        Contestant(
          id: loop.rawValue, ready: { _ in if isCache { memory.run(loop, iterations: 1) } },
          run: { memory.run(loop, iterations: $0) })
      } + [
        Contestant(
          id: Self.latency, ready: { _ in if isCache { ring.walk(3 * ring.count) } },
          run: { ring.walk($0 * Self.walkedLoads) })
      ]
    var plan = ContestPlan()
    plan.rounds = rounds
    let result = Contest(contestants, plan: plan, shouldStop: shouldStop).run { done, total in
      progress(Double(done) / Double(total))
    }
    guard result.ending != .interrupted else { return nil }
    if let failure = result.entries.compactMap(\.failure).first { throw failure }
    return result.entries.map { Self.reading($0, level, node) }
  }

  private static func memory(
    of level: Level
  ) throws(WorkError) -> (arrays: CeilingMemory, ring: PointerRing) {
    do throws(RegionError) {
      let arrays = try CeilingMemory(
        bufferByteCount: level.arrayByteCount ?? 0, bufferCount: 1, hasSecondSource: true)
      return (arrays, try PointerRing(byteCount: level.ringByteCount))
    } catch {
      throw WorkError(error, for: "the arrays of \(level.name.uppercased())")
    }
  }

  private static let latency = "load_latency"

  private static func reading(_ entry: ContestEntry, _ level: Level, _ node: Int) -> Reading {
    let each = entry.batchNanoseconds.map { Double($0) / Double(entry.iterations) }
    let isLatency = entry.id == latency
    let bytes = Double(level.arrayByteCount ?? 0)
    let estimate = Estimate(
      each.map { isLatency ? $0 / Double(walkedLoads) : bytes * 1e9 / max($0, 1e-3) })
    return Reading(
      name: entry.id, level: level.name, node: node, unit: isLatency ? "ns" : "B/s",
      median: estimate.median, low: estimate.low, high: estimate.high)
  }
}
