package import Measure

/// What a scenario file says: which work, crossed with which values, compared with what.
package struct Scenario: Sendable {
  /// Names the results; lower-case letters, digits and hyphens.
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
  /// What the caches hold when a batch begins.
  package var cache = CacheState.warm
  /// The counters to read, in the words of `--counters`.
  package var counters: [String]

  /// The rounds of a scenario that states none.
  package static let standardRounds = 40
}

/// A trace as the scenario names it, relative to the scenario's folder.
package struct TraceReference: Sendable, Equatable {
  package let path: String
  /// Where the scenario names it.
  package let location: SourceLocation
}

/// A rule that leaves cells out: every axis it names has one of the listed values.
package struct Exclusion: Sendable, Equatable {
  /// The kinds of work it speaks of; nil for all.
  package var workloads: [String]?
  /// The values it speaks of.
  package var values: [Axis: [AxisValue]]

  /// Whether the rule leaves a combination out; an axis that the work doesn't have matches nothing.
  package func matches(workload: String, _ cell: [Axis: AxisValue]) -> Bool {
    guard workloads?.contains(workload) ?? true else { return false }
    return values.allSatisfy { axis, listed in
      guard let value = cell[axis] else { return false }
      return listed.contains { $0.covers(value) }
    }
  }
}
