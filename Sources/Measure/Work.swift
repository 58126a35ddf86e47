package import Machine
package import Support

/// Prepared work of one worker: a batch is `iterations` repetitions with nothing reset in between.
///
/// The runner calls `ready` outside the clock, then `run` inside it, with the same count. `digest`
/// describes the state that the last `run` left; `expected` asks the
/// reference model what it must be.
package protocol Work: AnyObject {
  /// The work that was really prepared, and the amount that one iteration does.
  var facts: WorkFacts { get }
  /// Others' ways to do the same amount of work, timed in the same rounds: ceilings and peers.
  var references: [Reference] { get }
  /// Makes state for a batch of this many iterations. Not timed.
  func ready(iterations: Int) throws(WorkError)
  /// Does the work. Timed: no allocation that the work itself doesn't stand for.
  func run(iterations: Int)
  /// The state after the last `run`; every copy that the batch worked on counts.
  func digest() throws(WorkError) -> Digest
  /// The digest that must be found, by the reference model alone.
  func expected() throws(WorkError) -> Digest
  /// On which nodes a sample of the memory that it works on lies; nil where it can't tell.
  func residency() -> PageResidency?
}

extension Work {
  /// Can't tell.
  package func residency() -> PageResidency? { nil }
}
