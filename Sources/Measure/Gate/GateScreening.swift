internal import Glibc

/// The judgement of a cell's first launches: a candidate, equivalent, or inconclusive with a cause.
///
/// Nothing is corrected for the number of cells here, because a candidate fails nothing before it
/// is confirmed on fresh launches.
package struct GateScreening: Sendable, Equatable {
  /// The head over the base.
  package let estimate: LaunchEstimate
  /// The base over itself.
  package let again: LaunchEstimate
  package let verdict: Verdict
  /// Why, in words.
  package let reason: String
  /// The largest sign that the machine was not fit to judge; empty for none.
  package let noiseCause: String
  package let minimumDetectableEffect: Double?
  package let baseNanosecondsPerOperation: Double
  package let headNanosecondsPerOperation: Double

  /// The looks that a gate may take at a cell.
  package static let looks = 2
  /// The launches that the second look adds. With four, the interval at half the level would still
  /// run from the least launch to the greatest, and no added launch could narrow it.
  package static let addedLaunchCount = 8

  /// Whether the machine was fit to judge this cell.
  package var isFit: Bool { noiseCause.isEmpty }

  /// Judges all launches so far; `look` counts from 1, and the level is split between `looks`.
  package init(
    _ launches: [GateLaunch], rules: GateRules, look: Int = 1, looks: Int = 1, seed: UInt64
  ) {
    precondition((1...max(looks, 1)).contains(look), "a look is one of those agreed on")
    let level = 1 - (1 - GateRules.level) / Double(looks)
    let seed = seed &+ UInt64(look)
    estimate = LaunchEstimate(launches.map { $0.logs(\.head) }, level: level, seed: seed)
    again = LaunchEstimate(launches.map { $0.logs(\.again) }, level: level, seed: ~seed)
    baseNanosecondsPerOperation = rules.nanosecondsPerOperation(\.base, launches)
    headNanosecondsPerOperation = rules.nanosecondsPerOperation(\.head, launches)
    let leastChange = rules.leastChange(launches)
    minimumDetectableEffect = estimate.minimumDetectableEffect(
      leastChange: leastChange, seed: seed)
    noiseCause = GateFitness(launches, estimate, again, leastChange: leastChange).cause
    let byInterval = Verdict(low: estimate.low, high: estimate.high, threshold: leastChange)
    verdict = noiseCause.isEmpty ? byInterval : .inconclusive
    reason = Self.reason(verdict, estimate, rules, leastChange, isFit: noiseCause.isEmpty)
  }

  private static func reason(
    _ verdict: Verdict, _ estimate: LaunchEstimate, _ rules: GateRules, _ leastChange: Double,
    isFit: Bool
  ) -> String {
    let bound = "±" + Display.percent(leastChange)
    switch verdict {
    case .regression, .improvement:
      return "candidate: the whole interval lies beyond " + bound
    case .equivalent:
      let withinThreshold =
        Verdict(
          low: estimate.low, high: estimate.high, threshold: rules.threshold) == .equivalent
      if withinThreshold { return "the whole interval lies within " + bound }
      return "below the floor: " + bound + " of this cell's time"
    default:
      return isFit ? "the interval crosses " + bound : "the machine was not fit to judge"
    }
  }
}

/// The signs that a machine was not fit to judge a cell.
struct GateFitness {
  /// The largest sign in words, empty when none is there.
  let cause: String

  init(
    _ launches: [GateLaunch], _ estimate: LaunchEstimate, _ again: LaunchEstimate,
    leastChange: Double
  ) {
    var signs: [(size: Double, text: String)] = []
    if estimate.level < GateRules.level {
      signs.append((.infinity, "\(estimate.launchCount) launches are too few for 99 %"))
    }
    if again.excludesOne {
      signs.append(
        (abs(log(again.ratio)), "the base differs from itself by " + Self.percent(again.ratio)))
    }
    let canary = Self.canaryShift(launches)
    if abs(log(canary)) > log1p(leastChange) {
      signs.append((abs(log(canary)), "the canary moved between arms by " + Self.percent(canary)))
    }
    let isBeyond =
      (estimate.low ?? 0) > 1 + leastChange || (estimate.high ?? 2) < 1 / (1 + leastChange)
    if estimate.halfWidth > log1p(leastChange), !isBeyond {
      let width = Display.percent(expm1(estimate.halfWidth))
      signs.append((estimate.halfWidth, "launches differ: the interval spans ±" + width))
    }
    cause = signs.max { $0.size < $1.size }?.text ?? ""
  }

  private static func percent(_ ratio: Double) -> String { Display.percent(abs(ratio - 1)) }

  /// The canary's largest ratio between two arms, the median over launches.
  private static func canaryShift(_ launches: [GateLaunch]) -> Double {
    let pairs: [(KeyPath<GateLaunch, [Double]>, KeyPath<GateLaunch, [Double]>)] = [
      (\.headCanary, \.baseCanary), (\.againCanary, \.baseCanary), (\.headCanary, \.againCanary),
    ]
    let ratios = pairs.map { above, below in
      Statistics.median(
        launches.map { Self.median($0[keyPath: above]) / Self.median($0[keyPath: below]) })
    }
    return ratios.max { abs(log($0)) < abs(log($1)) } ?? 1
  }

  /// At least a nanosecond: a clock of coarse steps may see no time pass.
  private static func median(_ times: [Double]) -> Double { max(Statistics.median(times), 1) }
}
