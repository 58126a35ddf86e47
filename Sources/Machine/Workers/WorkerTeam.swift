/// A team of threads, one per place, each pinned to its CPU and set to its memory policy before any
/// other code runs on it.
///
/// The team belongs to the thread that made it and serves one call at a time: the caller sleeps
/// while `lead` runs a closure on worker 0, which in turn runs closures on all workers (`Crew`).
/// Objects that aren't `Sendable` can be made on a worker by `map`, kept in the array it returns
/// and used inside later calls by the worker with the same number only. Making a team takes some
/// tens of microseconds per thread; dropping it joins the threads. A worker that traps ends the
/// process. Workers block the signals that a person sends; the other threads receive them.
package final class WorkerTeam {
  /// The place of each worker, by worker number.
  package let places: [Place]

  private let state: TeamState
  private let threads: [WorkerThread]

  /// Starts one thread per place; where one can't be placed, ends all of them and throws.
  package init(places: [Place]) throws(PlacementError) {
    guard !places.isEmpty else { throw .noWorkers }
    self.places = places
    state = TeamState(places: places)
    threads = try WorkerThread.start(state)
  }

  deinit {
    WorkerThread.stop(threads, state)
  }

  /// Places every worker again; a worker that isn't pinned keeps its CPUs.
  package func settle() throws(PlacementError) {
    try onEach { worker throws(PlacementError) in try places[worker].settle() }
  }

  /// The number of workers.
  package var count: Int { places.count }

  /// Runs `body` on worker 0's thread while the other workers wait, and returns its result.
  ///
  /// The calling thread sleeps meanwhile, so `body` may use everything that the caller may use.
  package func lead<Value, Failure: Error>(
    _ body: (_ crew: borrowing Crew) throws(Failure) -> Value
  ) throws(Failure) -> Value {
    let slot = ResultSlots<Value, Failure>(count: 1)
    let fill = { (crew: borrowing Crew) in
      slot.fill(0) { _ throws(Failure) in try body(crew) }
    }
    // Doesn't escape: worker 0 releases the closure before it answers.
    withoutActuallyEscaping(fill) { state.ask(.lead($0)) }
    return try slot.results()[0]
  }

  /// Calls `body` on every worker with its number, at the same time, and returns after all calls.
  ///
  /// All calls finish before the error of the lowest worker number, if any failed, is thrown.
  package func onEach<Failure: Error>(
    _ body: (_ worker: Int) throws(Failure) -> Void
  ) throws(Failure) {
    _ = try map(body)
  }

  /// Calls `body` on every worker and returns the results in worker order; errors as in `onEach`.
  package func map<Value, Failure: Error>(
    _ body: (_ worker: Int) throws(Failure) -> Value
  ) throws(Failure) -> [Value] {
    try lead { crew throws(Failure) in try crew.map(body) }
  }
}
