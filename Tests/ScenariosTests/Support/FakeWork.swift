import Machine
import Measure
import Support
import Synchronization

/// Work whose state is a sum over iterations, and whose oracle is a multiplication.
final class FakeWork: Work {
  /// A fault of the fake, and the backend that has it.
  struct Fault: Sendable {
    enum Kind: Sendable, Equatable {
      /// The state is wrong after a batch of more than `beyond` iterations.
      case corrupt(beyond: Int)
      /// The state is wrong while the closure answers true.
      case corruptWhile(@Sendable () -> Bool)
      /// A backend other than the requested one runs.
      case otherBackend
      /// The worker moves to another CPU in a batch of more than `beyond` iterations.
      case wanders(to: Int, beyond: Int)
      /// The work's memory lies on this node.
      case lies(on: Int)
      /// Preparing fails.
      case refused(WorkError)
      /// A batch of more than one iteration can't be made ready.
      case notReady
      /// The system refuses something in a batch of more than one iteration.
      case stopped
      /// The system refuses something to a reference of the work.
      case brokenReference
      /// An iteration has no operations.
      case idle
      /// The work states a fact that isn't finite.
      case absurd

      static func == (a: Self, b: Self) -> Bool { "\(a)" == "\(b)" }
    }

    var backend: String
    var kind: Kind
  }

  let facts: WorkFacts
  let references: [Reference]

  private let fault: Fault.Kind?
  private let weight: Int
  private let count: (_ additions: Int) -> Void
  private var state: UInt64 = 0
  private var iterations = 0

  init(
    _ request: WorkRequest, memory: Int = 1 << 10, weight: Int = 1, fault: Fault? = nil,
    tally: Tally? = nil
  ) throws(WorkError) {
    self.weight = weight
    let worker = request.worker
    count = { tally?.add($0, worker: worker) }
    self.fault = fault?.backend == request.backend ? fault?.kind : nil
    if case .refused(let error) = self.fault { throw error }
    var facts = WorkFacts()
    facts.backendExecuted = self.fault == .otherBackend ? "other" : request.backend
    facts.allocatorExecuted = request.allocator
    facts.bytesPerIteration = request.workingSetByteCount
    facts.operationsPerIteration = 3
    facts.operation = "addition"
    facts.workingSetByteCount = request.workingSetByteCount
    facts.memoryByteCount = memory
    facts.exact = [ExactFact(metric: "additions", value: 3, unit: "count")]
    if self.fault == .idle { facts.operationsPerIteration = 0 }
    if self.fault == .absurd { facts.exact[0].value = .infinity }
    self.facts = facts
    references =
      [
        Reference(name: "count_alone", isCeiling: true) { Self.spin($0) },
        Reference(name: "count_alone", isCeiling: true) { Self.spin($0) },
      ] + (self.fault == .brokenReference ? [Self.brokenReference] : [])
  }

  func ready(iterations: Int) throws(WorkError) {
    if fault == .notReady, iterations > 1 { throw .environment("no second iteration") }
    state = 0
    self.iterations = iterations
  }

  func run(iterations: Int) {
    Self.spin(iterations * weight)
    state = UInt64(iterations) * 3
    count(iterations * 3)
    if case .corruptWhile(let isWrong) = fault, isWrong() { state ^= 1 }
    if case .corrupt(let limit) = fault, iterations > limit { state ^= 1 }
    if case .wanders(let cpu, let limit) = fault, iterations > limit {
      _ = Affinity.pinThread(to: cpu)
    }
  }

  func check() throws(WorkError) {
    if fault == .stopped, iterations > 1 { throw .environment("no space for the second iteration") }
  }

  func digest() throws(WorkError) -> Digest { Digest(high: 0, low: state) }
  func expected() throws(WorkError) -> Digest { Digest(high: 0, low: UInt64(iterations) * 3) }

  func residency() -> PageResidency? {
    guard case .lies(let node) = fault else { return nil }
    return PageResidency(pagesByNode: [node: 3], byteCount: 3 * MappedRegion.pageByteCount)
  }

  /// Spends a few nanoseconds an iteration, in code that the optimiser can't remove.
  @inline(never)
  private static func spin(_ iterations: Int) {
    let sink = Atomic<Int>(0)
    for _ in 0..<iterations { sink.add(1, ordering: .relaxed) }
  }

  private static var brokenReference: Reference {
    Reference(
      name: "broken", isCeiling: true, run: { spin($0) },
      check: { () throws(WorkError) in throw .environment("no space for the yardstick") })
  }

  static let axes: Set<Axis> = [
    .backend, .allocator, .workingSet, .density, .pattern, .threads, .cpus, .node, .memory,
  ]

  static func workload(
    _ name: String = "fake", memory: Int = 1 << 10, weight: Int = 1, fault: Fault? = nil,
    dividesWorkingSet: Bool = false, tally: Tally? = nil,
    onPrepare: @escaping @Sendable (WorkRequest) -> Void = { _ in }
  ) -> Workload {
    Workload(
      name: name, about: "Adds.", axes: axes, dividesWorkingSet: dividesWorkingSet
    ) { request throws(WorkError) in
      onPrepare(request)
      return try FakeWork(request, memory: memory, weight: weight, fault: fault, tally: tally)
    }
  }

  /// Work that needs a trace and has fewer axes.
  static let reader = Workload(
    name: "kernel.reader", about: "Reads.", axes: [.backend, .threads], needsTrace: true
  ) { request throws(WorkError) in try FakeWork(request) }
}
