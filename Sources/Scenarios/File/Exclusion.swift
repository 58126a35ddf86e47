package import Measure

/// A rule that leaves cells out: every axis it names has one of the listed values.
package struct Exclusion: Sendable, Equatable {
  /// The kinds of work that the rule covers; nil for all.
  package var workloads: [String]?
  /// The values that the rule covers.
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
