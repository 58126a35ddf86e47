/// Extra work inside timed batches, a share of their own time: a slowdown of known size, by which a
/// gate is tested.
///
/// The extra work is a canary's chain of integer operations. Its length is calibrated against the
/// work itself, so that no measured number is ever scaled.
package struct PlantedDelay: Sendable {
  /// The extra time as a share of the work's own, above zero.
  package let share: Double
  private var stepsPerIteration = 0.0

  /// Plans a delay of a share; the delay takes no time before its calibration.
  package init(share: Double) {
    precondition(share > 0, "a delay takes time")
    self.share = share
  }

  private static let batchCount = 15
  private static let probeSteps = 200_000

  /// Sets the delay to its share of batches of so many iterations; `batch` answers the nanoseconds
  /// of one.
  package mutating func calibrate(
    iterations: Int, _ batch: () throws(WorkError) -> UInt64
  ) throws(WorkError) {
    var batches: [Double] = []
    var chains: [Double] = []
    for _ in 0..<Self.batchCount {
      batches.append(Double(try batch()))
      chains.append(Double(Self.timed(Self.probeSteps)))
    }
    let stepNanoseconds = max(Statistics.median(chains), 1) / Double(Self.probeSteps)
    let extra = share * Statistics.median(batches) / stepNanoseconds
    stepsPerIteration = extra / Double(max(iterations, 1))
  }

  /// Takes the time that goes with so many iterations.
  package func run(iterations: Int) {
    let steps = Int(clamped: stepsPerIteration * Double(iterations))
    guard steps > 0 else { return }
    let end = Canary.run(from: UInt64(iterations), steps: steps)
    precondition(end != 0, "the chain never reaches zero")
  }

  private static func timed(_ steps: Int) -> UInt64 {
    let start = Clock.now()
    let end = Canary.run(from: start, steps: steps)
    precondition(end != 0, "the chain never reaches zero")
    return Clock.elapsed(since: start)
  }
}
