import Measure
import Synchronization

/// Work that counts: its state is a number that each iteration adds to, and its oracle multiplies.
final class FakeWork: Work {
  let facts: WorkFacts
  let references: [Reference]

  private let corruption: Corruption?
  private var state: UInt64 = 0
  private var iterations = 0
  private var runs = 0

  /// When the digest is wrong: at once, or only after that many runs.
  struct Corruption: Sendable {
    var backend = "fast"
    var afterRuns = 0
  }

  init(_ request: WorkRequest, memory: Int = 1 << 10, corruption: Corruption? = nil) {
    var facts = WorkFacts()
    facts.backendExecuted = request.backend
    facts.allocatorExecuted = request.allocator
    facts.bytesPerIteration = request.workingSetByteCount
    facts.operation = "addition"
    facts.workingSetByteCount = request.workingSetByteCount
    facts.memoryByteCount = memory
    self.facts = facts
    self.corruption = corruption?.backend == request.backend ? corruption : nil
    references = [Reference(name: "count_alone", isCeiling: true) { Self.spin($0) }]
  }

  func ready(iterations: Int) throws(WorkError) {
    state = 0
    self.iterations = iterations
  }

  func run(iterations: Int) {
    Self.spin(iterations)
    state = UInt64(iterations) * 3
    runs += 1
    if let corruption, runs > corruption.afterRuns { state ^= 1 }
  }

  func digest() throws(WorkError) -> Digest { Digest(high: 0, low: state) }
  func expected() throws(WorkError) -> Digest { Digest(high: 0, low: UInt64(iterations) * 3) }

  /// A few nanoseconds an iteration that the optimiser can't remove.
  @inline(never)
  private static func spin(_ iterations: Int) {
    let sink = Atomic<Int>(0)
    for _ in 0..<iterations { sink.add(1, ordering: .relaxed) }
  }

  static let axes: Set<Axis> = [
    .backend, .allocator, .workingSet, .density, .pattern, .threads, .node,
  ]

  static func workload(
    _ name: String = "fake", axes: Set<Axis> = FakeWork.axes, memory: Int = 1 << 10,
    corruption: Corruption? = nil
  ) -> Workload {
    Workload(name: name, about: "Adds.", axes: axes) { request in
      FakeWork(request, memory: memory, corruption: corruption)
    }
  }

  /// Work that wants a trace and has fewer axes.
  static let reader = Workload(
    name: "kernel.reader", about: "Reads.", axes: [.backend, .threads], needsTrace: true
  ) { FakeWork($0) }
}
