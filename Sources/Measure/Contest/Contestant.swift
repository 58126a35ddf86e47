package import Counters

/// A participant of a contest: a cell, or another way to do the cell's work.
///
/// The contest calls `ready` before every `run`, outside the clock, with the same count. All
/// closures are called on the thread that runs the contest; work on several threads hides its
/// threads behind `run`.
package struct Contestant {
  /// The contestant's name in the result; unique within a contest.
  package let id: String
  /// Makes state for a batch of this many iterations. Not timed.
  package let ready: (_ iterations: Int) throws(WorkError) -> Void
  /// Empties the caches between `ready` and `run`, for cold batches; nil for warm ones. Not timed.
  package let chill: (() -> Void)?
  /// Does the work. Timed.
  package let run: (_ iterations: Int) -> Void
  /// Throws the refusal that stopped the last `run`, whose time is then worthless. Not timed.
  package let check: () throws(WorkError) -> Void
  /// Runs the same path without work: the cost of the harness inside the clock.
  package let empty: (_ iterations: Int) -> Void
  /// The usage so far of the threads that do the work; read at the edges of a batch, not timed.
  package let usage: () -> ResourceUsage
  /// The most iterations that one batch may ask for, nil for no limit; 1 for cold batches, since a
  /// second iteration would be warm.
  package let iterationLimit: Int?

  /// Describes a contestant. Work that hands its batches to other threads passes an `empty` that
  /// wakes the same threads, and a `usage` that sums theirs; the defaults suit the calling thread.
  package init(
    id: String, ready: @escaping (_ iterations: Int) throws(WorkError) -> Void,
    chill: (() -> Void)? = nil, run: @escaping (_ iterations: Int) -> Void,
    check: @escaping () throws(WorkError) -> Void = {},
    empty: @escaping (_ iterations: Int) -> Void = { _ in },
    usage: @escaping () -> ResourceUsage = { ResourceUsage.ofThread() },
    iterationLimit: Int? = nil
  ) {
    precondition((iterationLimit ?? 1) >= 1, "a batch has at least one iteration")
    self.id = id
    self.ready = ready
    self.chill = chill
    self.run = run
    self.check = check
    self.empty = empty
    self.usage = usage
    self.iterationLimit = chill == nil ? iterationLimit : 1
  }
}
