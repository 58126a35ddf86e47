internal import Machine
internal import Support

/// The rules that a scenario states for a gate; keys that it leaves out have the gate's defaults.
package struct GateKeys: Sendable, Equatable {
  /// The change of a time that matters, as a fraction: 0.05.
  package var threshold: Double?
  /// The change of a time that matters in nanoseconds an operation, whatever the threshold says.
  package var floorNanoseconds: Double?
  /// The exact counts that must not grow; nil for all.
  package var exact: [String]?

  /// Makes rules that leave everything to the gate.
  package init() {}
}

extension ScenarioReader {
  func gate(_ value: JSONValue) throws(ScenarioError) -> GateKeys {
    let rules = try object(value, ["threshold", "floor", "exact"])
    var keys = GateKeys()
    if let threshold = rules["threshold"] {
      guard let share = threshold.double, share > 0, share <= 10 else {
        throw refuse(threshold, allowed: "a share above 0, as 0.05")
      }
      keys.threshold = share
    }
    if let floor = rules["floor"] {
      guard let nanoseconds = floor.double, nanoseconds >= 0, nanoseconds.isFinite else {
        throw refuse(floor, allowed: "nanoseconds an operation, 0 or more")
      }
      keys.floorNanoseconds = nanoseconds
    }
    if let exact = rules["exact"] { keys.exact = try exactCounts(exact) }
    return keys
  }

  private func exactCounts(_ value: JSONValue) throws(ScenarioError) -> [String] {
    let known = catalogue.exactCounters.map(\.name)
    return try words(
      value, among: known, known.joined(separator: ", "), once: "each count once")
  }
}
