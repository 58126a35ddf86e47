package import Measure

/// The contents of a scenario file: work, crossed with values, compared with a baseline.
package struct Scenario: Sendable {
  /// The name of the results; lower-case letters, digits and hyphens.
  package var name: String
  /// One sentence for lists.
  package var about: String
  /// The kinds of work, each crossed with the axes it has.
  package var workloads: [String]
  /// The trace, for the kinds of work that read one.
  package var trace: TraceReference?
  /// The values of each axis, in the order written.
  package var axes: [Axis: [AxisValue]]
  /// The values that make a cell the baseline of its siblings.
  package var baseline: [Axis: AxisValue]
  /// Combinations that are left out.
  package var exclusions: [Exclusion]
  /// Rounds of timing.
  package var rounds: Int
  /// Fresh processes that each time every group; their results are one result.
  package var launches = 1
  /// The state of the caches when a batch begins.
  package var cache = CacheState.warm
  /// Whether operations are timed one by one too, where they are long enough.
  package var takesLatencies = false
  /// The counters to read, in the words of `--counters`.
  package var counters: [String]

  /// The rules of a gate.
  package var gate = GateKeys()

  /// The rounds of a scenario that states none.
  package static let standardRounds = 40
  /// The numbers of rounds that may be asked for; an exact 99 % interval needs 8.
  package static let allowedRounds = 8...10_000
  /// The numbers of launches that may be asked for; an exact 99 % interval over launches needs 8.
  package static let allowedLaunches = 1...100
}

/// A trace as the scenario names it, relative to the scenario's folder.
package struct TraceReference: Sendable, Equatable {
  package let path: String
  /// The place in the scenario that names it.
  package let location: SourceLocation
}
