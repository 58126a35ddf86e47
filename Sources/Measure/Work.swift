package import Machine
package import Support

/// Prepared work of one worker: a batch is `iterations` repetitions with nothing reset in between.
///
/// The runner calls `ready` outside the clock, then `run` inside it, with the same count. `digest`
/// describes the state that the last `run` left; `expected` answers the same of the reference
/// model.
package protocol Work: AnyObject {
  /// The work that was really prepared, and the amount that one iteration does.
  var facts: WorkFacts { get }
  /// Other ways to do the same amount of work, timed in the same rounds: ceilings and peers.
  var references: [Reference] { get }
  /// Makes state for a batch of this many iterations. Not timed.
  func ready(iterations: Int) throws(WorkError)
  /// Does the work. Timed, so that only allocations that are part of the work may happen.
  func run(iterations: Int)
  /// As `run`, with the end of every operation told to the recorder; called only on work whose
  /// facts name the operation.
  func run(iterations: Int, recording latencies: LatencyRecorder)
  /// Throws the refusal that stopped the last `run`, which can't throw inside the clock.
  func check() throws(WorkError)
  /// The digest of the state after the last `run`, over every copy that the batch worked on.
  func digest() throws(WorkError) -> Digest
  /// The required digest, from the reference model alone.
  func expected() throws(WorkError) -> Digest
  /// The nodes that hold a sample of the work's memory; nil where they are unknown.
  func residency() -> PageResidency?
}

extension Work {
  /// Traps: the facts name no operation that can be timed alone.
  package func run(iterations: Int, recording latencies: LatencyRecorder) {
    preconditionFailure("work that names an operation for latencies records them")
  }

  /// Throws nothing: the system has no part in the work.
  package func check() throws(WorkError) {}

  /// Answers nil: the nodes are unknown.
  package func residency() -> PageResidency? { nil }
}
