package import Measure
internal import Machine
internal import Support

extension Workloads {
  /// `memory.latency`: pointers followed in random order, each load waiting for the one before.
  ///
  /// The pointers stand two cache lines apart. A batch continues where the last one ended, so that
  /// a large working set doesn't become warm by repetition.
  package static let memoryLatency = Workload(
    name: "memory.latency", about: "loads from memory, each waiting for the one before",
    axes: Axis.placing.union([.workingSet]), dividesWorkingSet: true, relativeCost: 0.1,
    memory: MemoryNeed(16 << 20, perWorkingSetByte: 2)
  ) { request throws(WorkError) in try MemoryLatencyWork(request) }
}

private final class MemoryLatencyWork: Work {
  let facts: WorkFacts
  let references: [Reference] = []

  private let ring: PointerRing
  private let order: [Int]
  private var loads = 0

  /// Loads in one iteration; prime, so that many iterations end at as many places.
  private static let step = 1_021

  init(_ request: WorkRequest) throws(WorkError) {
    let seed = request.seed &+ UInt64(request.worker)
    do throws(RegionError) {
      ring = try PointerRing(byteCount: request.workingSetByteCount, seed: seed)
    } catch {
      throw WorkError(error, for: "the ring of memory.latency")
    }
    order = PointerRing.order(count: ring.count, seed: seed)
    var facts = WorkFacts()
    facts.operationsPerIteration = Self.step
    facts.operation = "load"
    facts.workingSetByteCount = ring.count * PointerRing.stride
    facts.memoryByteCount = facts.workingSetByteCount
    self.facts = facts
  }

  func ready(iterations: Int) {}

  func run(iterations: Int) {
    loads += iterations * Self.step
    ring.walk(iterations * Self.step)
  }

  /// The digest of the walk's place and of every pointer's target.
  func digest() -> Digest {
    var builder = DigestBuilder()
    builder.update(UInt64(ring.place))
    for place in 0..<ring.count { builder.update(UInt64(ring.place(after: place))) }
    return builder.finish()
  }

  func expected() -> Digest {
    var next = [Int](repeating: 0, count: order.count)
    for (turn, place) in order.enumerated() { next[place] = order[(turn + 1) % order.count] }
    let start = order.firstIndex(of: 0) ?? 0
    var builder = DigestBuilder()
    builder.update(UInt64(order[(start + loads) % order.count]))
    for place in next { builder.update(UInt64(place)) }
    return builder.finish()
  }

  func residency() -> PageResidency? { ring.residency() }
}
