internal import Measure

/// `--axis name=v1,v2`: the values that replace those of an axis.
enum AxisOverride {
  static func parse(
    _ text: String, _ scenario: Scenario, _ catalogue: Catalogue
  ) throws(ScenarioError) -> (Axis, [AxisValue]) {
    let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    guard parts.count == 2 else {
      throw .option(name: "--axis", found: text, allowed: "NAME=VALUE,VALUE…")
    }
    let words = parts[1].split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    let read = try parse(option: "--axis", String(parts[0]), words, scenario, catalogue)
    guard read.1.count == words.count else {
      throw .option(name: "--axis", found: text, allowed: "each value once")
    }
    return read
  }

  static func parse(
    option: String, _ name: String, _ words: [String], _ scenario: Scenario,
    _ catalogue: Catalogue
  ) throws(ScenarioError) -> (Axis, [AxisValue]) {
    let known = Axis.allCases.filter { axis in
      scenario.workloads.contains { catalogue.workload($0)?.axes.contains(axis) ?? false }
    }
    guard let axis = known.first(where: { $0.rawValue == name }) else {
      let names = known.map(\.rawValue).joined(separator: ", ")
      throw .option(name: option, found: name, allowed: names)
    }
    var values: [AxisValue] = []
    var seen: Set<AxisValue> = []
    for word in words {
      guard let value = axis.value(word, catalogue) else {
        throw .option(
          name: option, found: "\(name)=\(word)", allowed: axis.allowed(catalogue))
      }
      if seen.insert(value).inserted { values.append(value) }
    }
    return (axis, values)
  }
}
