internal import Glibc

/// The second key to a failed gate: a candidate on launches that its screening has not seen.
package struct GateConfirmation: Sendable, Equatable {
  /// The chance of as many launches beyond the least change that matters if the true change were no
  /// more than that: a one-sided sign test.
  package let probability: Double
  /// The head over the base in these launches.
  package let estimate: LaunchEstimate

  /// The launches of a confirmation.
  package static let launchCount = 12
  /// The chance of one false confirmation in a gate, over all its candidates.
  package static let level = 0.01

  /// Tests a regression, or, mirrored, an improvement.
  package init(
    _ launches: [GateLaunch], rules: GateRules, of candidate: Verdict = .regression, seed: UInt64
  ) {
    precondition([.regression, .improvement].contains(candidate), "a candidate has changed")
    let logs = launches.map { $0.logs(\.head) }
    estimate = LaunchEstimate(logs, level: GateRules.level, seed: seed)
    let bound = log1p(rules.leastChange(launches))
    let sign: Double = candidate == .regression ? 1 : -1
    let beyond = estimate.medians.count { sign * $0 > bound }
    probability = (beyond...launches.count).reduce(0) {
      $0 + SignInterval.probability(launches.count, $1)
    }
  }
}

/// Holm's step-down correction (1979) of several tests' probabilities.
package enum Holm {
  /// Each test's probability after correction, in the order given: a test passes at a level when
  /// its adjusted probability is at most the level, and one false pass among all is then no
  /// likelier.
  package static func adjusted(_ probabilities: [Double]) -> [Double] {
    let order = probabilities.indices.sorted { probabilities[$0] < probabilities[$1] }
    var adjusted = probabilities
    var least = 0.0
    for (step, index) in order.enumerated() {
      least = max(least, min(1, Double(order.count - step) * probabilities[index]))
      adjusted[index] = least
    }
    return adjusted
  }
}
