/// The workers of a team, for worker 0, which leads them; valid inside `WorkerTeam.lead` only.
///
/// `run` passes a closure to all workers and returns when each has finished it. The workers spin
/// for the closure, a fraction of a microsecond each way while they are awake; they sleep after
/// about a millisecond without work, and `muster` wakes them before a timed stretch. A crew of one
/// calls the closure directly.
package struct Crew: ~Copyable {
  private let shared: TeamState

  init(_ shared: TeamState) {
    self.shared = shared
  }

  /// The number of workers, the leader among them.
  package var count: Int { shared.places.count }

  /// Calls `body` on every worker with its number, 0 on the leader, and returns after all calls.
  ///
  /// The calls run at the same time, so the captures of `body` must be read-only or split by worker
  /// number. The workers see everything that the leader wrote before the call, and after the
  /// call the leader sees everything that they wrote.
  package borrowing func run(_ body: (_ worker: Int) -> Void) {
    guard shared.places.count > 1 else { return body(0) }
    // Doesn't escape: `runTogether` returns after every worker has released the closure.
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
