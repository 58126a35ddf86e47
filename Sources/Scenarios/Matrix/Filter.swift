internal import Measure

/// One `--filter`: a cell stays if every filter given lets it pass.
///
/// `axis=value[,value]` or `workload=name[,name]` asks for one of the values; anything else is a
/// part of the cell's id.
enum Filter: Equatable {
  case axis(Axis, [AxisValue])
  case workloads([String])
  case part(String)

  init(_ text: String, _ scenario: Scenario, _ vocabulary: Vocabulary) throws(ScenarioError) {
    guard let equals = text.firstIndex(of: "=") else {
      guard !text.isEmpty else {
        throw .option(name: "--filter", found: "\"\"", allowed: "AXIS=VALUE,… or part of a cell id")
      }
      self = .part(text)
      return
    }
    let name = String(text[..<equals])
    let words = text[text.index(after: equals)...].split(
      separator: ",", omittingEmptySubsequences: false
    ).map(String.init)
    if name == "workload" {
      for word in words where !scenario.workloads.contains(word) {
        let allowed = scenario.workloads.joined(separator: ", ")
        throw .option(name: "--filter", found: "workload=\(word)", allowed: allowed)
      }
      self = .workloads(words)
    } else {
      let (axis, values) = try AxisOverride.parse(
        option: "--filter", name, words, scenario, vocabulary)
      self = .axis(axis, values)
    }
  }

  func passes(_ cell: Cell) -> Bool {
    switch self {
    case .axis(let axis, let values):
      cell.values[axis].map { value in values.contains { $0.covers(value) } } ?? false
    case .workloads(let names): names.contains(cell.workload)
    case .part(let part): cell.id.contains(part)
    }
  }
}

/// `--axis name=v1,v2`: the values that replace an axis's.
enum AxisOverride {
  static func parse(
    _ text: String, _ scenario: Scenario, _ vocabulary: Vocabulary
  ) throws(ScenarioError) -> (Axis, [AxisValue]) {
    let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    guard parts.count == 2 else {
      throw .option(name: "--axis", found: text, allowed: "NAME=VALUE,VALUE…")
    }
    let words = parts[1].split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    return try parse(option: "--axis", String(parts[0]), words, scenario, vocabulary)
  }

  static func parse(
    option: String, _ name: String, _ words: [String], _ scenario: Scenario,
    _ vocabulary: Vocabulary
  ) throws(ScenarioError) -> (Axis, [AxisValue]) {
    let known = Axis.allCases.filter { axis in
      scenario.workloads.contains { vocabulary.workload($0)?.axes.contains(axis) ?? false }
    }
    guard let axis = known.first(where: { $0.rawValue == name }) else {
      let names = known.map(\.rawValue).joined(separator: ", ")
      throw .option(name: option, found: name, allowed: names)
    }
    var values: [AxisValue] = []
    for word in words {
      guard let value = AxisValue(text: word, axis: axis, vocabulary) else {
        throw .option(
          name: option, found: "\(name)=\(word)", allowed: AxisValue.allowed(axis, vocabulary))
      }
      if !values.contains(value) { values.append(value) }
    }
    return (axis, values)
  }
}
