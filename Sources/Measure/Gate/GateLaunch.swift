internal import Glibc

/// One launch of three resident processes over one cell: the base, the base again, and the head.
///
/// Batches with the same index ran in the same round, all with the same iterations.
package struct GateLaunch: Sendable, Equatable {
  package var iterations: Int
  /// Nanoseconds of each arm's batches, one element a round.
  package var base: [Double] = []
  package var again: [Double] = []
  package var head: [Double] = []
  /// Nanoseconds of the canary that ran just before each of those batches.
  package var baseCanary: [Double] = []
  package var againCanary: [Double] = []
  package var headCanary: [Double] = []

  /// Makes a launch that has run no round yet.
  package init(iterations: Int) { self.iterations = iterations }

  /// The natural logarithms of an arm's times over the base's, round by round.
  func logs(_ arm: KeyPath<GateLaunch, [Double]>) -> [Double] {
    let times = self[keyPath: arm]
    precondition(!base.isEmpty && times.count == base.count, "every arm ran in every round")
    // A clock of coarse steps may see no time pass.
    return zip(times, base).map { log(max($0, 1) / max($1, 1)) }
  }
}
