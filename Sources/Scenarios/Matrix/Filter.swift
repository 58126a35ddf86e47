internal import Measure

/// One `--filter`: a cell stays if every filter given lets it pass.
///
/// `axis=value[,value]` or `workload=name[,name]` selects cells with one of the values; any other
/// text selects cells whose id contains the text.
enum Filter: Equatable {
  case axis(Axis, [AxisValue])
  case workloads([String])
  case part(String)

  init(_ text: String, _ scenario: Scenario, _ catalogue: Catalogue) throws(ScenarioError) {
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
        option: "--filter", name, words, scenario, catalogue)
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
