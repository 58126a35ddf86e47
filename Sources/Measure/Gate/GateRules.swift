/// The rules by which one cell of a gate is judged.
package struct GateRules: Sendable, Equatable {
  /// The change that matters, as a fraction of the base's time.
  package var threshold: Double
  /// The change that matters in nanoseconds an operation, whatever the threshold says.
  package var floorNanoseconds: Double
  /// The step of the clock that times the batches.
  package var clockStepNanoseconds: Double
  package var operationsPerIteration: Int

  /// The level of an interval, looks at more launches included.
  package static let level = 0.99
  /// The floor of a scenario that states none: two steps of the clock alone.
  package static let standardFloor = 0.0

  /// States the rules.
  package init(
    threshold: Double, floorNanoseconds: Double = GateRules.standardFloor,
    clockStepNanoseconds: Double, operationsPerIteration: Int
  ) {
    precondition(threshold > 0 && threshold.isFinite, "a threshold is above zero")
    precondition(operationsPerIteration > 0, "an iteration has an operation")
    self.threshold = threshold
    self.floorNanoseconds = floorNanoseconds
    self.clockStepNanoseconds = clockStepNanoseconds
    self.operationsPerIteration = operationsPerIteration
  }

  /// The larger of the stated floor and two steps of the clock, in nanoseconds an operation.
  package func floor(iterations: Int) -> Double {
    let operations = Double(max(iterations, 1)) * Double(operationsPerIteration)
    return max(floorNanoseconds, 2 * clockStepNanoseconds / operations)
  }

  /// The smallest ratio minus one that counts as a change of a cell: the threshold, or the floor
  /// where that is more.
  func leastChange(_ launches: [GateLaunch]) -> Double {
    let base = nanosecondsPerOperation(\.base, launches)
    let floor = launches.map { self.floor(iterations: $0.iterations) }.max() ?? 0
    return max(threshold, floor / base)
  }

  /// An arm's time for one operation: the median of its launches' medians.
  func nanosecondsPerOperation(
    _ arm: KeyPath<GateLaunch, [Double]>, _ launches: [GateLaunch]
  ) -> Double {
    Statistics.median(
      launches.map { launch in
        let operations = Double(max(launch.iterations, 1)) * Double(operationsPerIteration)
        return max(Statistics.median(launch[keyPath: arm]), 1) / operations
      })
  }
}
