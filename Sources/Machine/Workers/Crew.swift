/// The workers of a team, as the one that leads them sees them; valid
/// inside `WorkerTeam.lead` only.
///
/// `run` hands a closure to all workers and returns when each has finished it. The handoff is a
/// spinning one, a fraction of a microsecond each way while the workers are awake; they fall asleep
/// after about a millisecond without work, and `muster` wakes them ahead of a timed stretch. A crew
/// of one has no handoff: the closure is simply called.
package struct Crew: ~Copyable {
  private let shared: TeamState

  init(_ shared: TeamState) {
    self.shared = shared
  }

  /// The number of workers, the leader among them.
  package var count: Int { shared.places.count }

  /// Calls `body` on every worker with its number, 0 on the leader itself,
  /// and returns when all are done.
  ///
  /// The calls run at the same time: what `body` captures is read only, or split by
  /// worker number. All that the leader wrote before is seen by the workers, and all
  /// that they wrote is seen after.
  package borrowing func run(_ body: (_ worker: Int) -> Void) {
    guard shared.places.count > 1 else { return body(0) }
    // Doesn't escape: `runTogether` returns when every worker has let go of the closure.
    withoutActuallyEscaping(body) { job in shared.runTogether(job) }
  }

  /// Calls `body` on every worker and returns the results in worker order.
  ///
  /// All calls finish before the error of the lowest worker number, if any failed, is thrown.
  package borrowing func map<Result, Failure: Error>(
    _ body: (_ worker: Int) throws(Failure) -> Result
  ) throws(Failure) -> [Result] {
    let slots = ResultSlots<Result, Failure>(count: count)
    run { worker in
      slots.fill(worker, body)
    }
    return try slots.results()
  }

  /// Wakes every worker and leaves it spinning, ready for the next `run` without delay.
  package borrowing func muster() {
    run { _ in }
  }
}
