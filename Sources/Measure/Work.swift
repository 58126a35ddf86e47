package import Machine
package import Support

/// Prepared work of one worker: a batch is `iterations` repetitions with nothing reset in between.
///
/// The runner calls `ready` outside the clock, then `run` inside it, with the same count. `digest`
/// describes the state that the last `run` left; `expected` asks the
/// reference model what it must be.
package protocol Work: AnyObject {
  /// What was really prepared, and how much one iteration does.
  var facts: WorkFacts { get }
  /// Others' ways to do the same amount of work, timed in the same rounds: ceilings and peers.
  var references: [Reference] { get }
  /// Makes state for a batch of this many iterations. Not timed.
  func ready(iterations: Int) throws(WorkError)
  /// Does the work. Timed: no allocation that the work itself doesn't stand for.
  func run(iterations: Int)
  /// The state after the last `run`; every copy that the batch worked on counts.
  func digest() throws(WorkError) -> Digest
  /// What `digest` must be, by the reference model alone.
  func expected() throws(WorkError) -> Digest
  /// On which nodes a sample of the memory that it works on lies; nil where it can't tell.
  func residency() -> PageResidency?
}

extension Work {
  /// Can't tell.
  package func residency() -> PageResidency? { nil }
}

/// What prepared work says of itself.
package struct WorkFacts: Sendable, Equatable {
  /// Read back from what will run, never copied from the request; empty where there is none.
  package var backendExecuted = ""
  package var allocatorExecuted = ""
  /// Page bytes that one iteration covers (the numerator of a bandwidth).
  package var bytesPerIteration = 0
  /// Operations in one iteration, and what one is called ("page write", "delta", "page").
  package var operationsPerIteration = 1
  package var operation = "operation"
  /// Page bytes that one iteration keeps resident; memory in all, for grouping siblings.
  package var workingSetByteCount = 0
  package var memoryByteCount = 0
  /// The most iterations one batch may ask for, nil for no limit.
  package var iterationLimit: Int?
  /// Exact sizes and counts worth a row of their own: (metric, value, unit), for
  /// example log bytes per delta.
  package var exact: [ExactFact] = []

  /// All zero; set what applies.
  package init() {}
}

/// A count that timing can't change.
package struct ExactFact: Sendable, Equatable {
  package var metric: String
  package var value: Double
  package var unit: String
  /// Who counted.
  package var source: RowSource

  /// States a count.
  package init(metric: String, value: Double, unit: String, source: RowSource = .engine) {
    self.metric = metric
    self.value = value
    self.unit = unit
    self.source = source
  }
}

/// Someone else's way to do one iteration's amount of work, timed beside it.
package struct Reference {
  /// In snake case: "copy_glibc", "copy_avx512", "read", "blend_avx512", "pwrite".
  package let name: String
  /// A ceiling bounds the work; a peer is what users would pick instead.
  package let isCeiling: Bool
  /// Does the amount of work of that many iterations.
  package let run: (_ iterations: Int) -> Void

  /// Names a reference.
  package init(name: String, isCeiling: Bool, run: @escaping (_ iterations: Int) -> Void) {
    self.name = name
    self.isCeiling = isCeiling
    self.run = run
  }
}
