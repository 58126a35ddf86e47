internal import Measure
internal import Support

// The matrix part of a scenario: axes, the baseline, and what is left out.

extension ScenarioReader {
  func axes(
    _ value: JSONValue, _ workloads: [Workload]
  ) throws(ScenarioError) -> [Axis: [AxisValue]] {
    let known = Axis.allCases.filter { axis in workloads.contains { $0.axes.contains(axis) } }
    var axes: [Axis: [AxisValue]] = [:]
    for member in try members(value) {
      let axis = try self.axis(member, known)
      axes[axis] = try values(member.value, axis)
    }
    return axes
  }

  func baseline(
    _ value: JSONValue, _ axes: [Axis: [AxisValue]]
  ) throws(ScenarioError) -> [Axis: AxisValue] {
    let known = Axis.allCases.filter { axes[$0] != nil && !Axis.placing.contains($0) }
    var baseline: [Axis: AxisValue] = [:]
    let members = try members(value)
    guard !members.isEmpty else {
      throw refuse(value, found: "an empty baseline", allowed: "at least one axis and its value")
    }
    for member in members {
      let axis = try self.axis(member, known)
      let value = try self.value(member.value, axis)
      guard axes[axis]?.contains(value) ?? false else {
        let listed = axes[axis]?.map(\.text).joined(separator: ", ") ?? ""
        throw refuse(member.value, allowed: "a value of axes.\(axis.rawValue): \(listed)")
      }
      baseline[axis] = value
    }
    return baseline
  }

  func exclusion(
    _ value: JSONValue, _ workloads: [String], _ axes: [Axis: [AxisValue]]
  ) throws(ScenarioError) -> Exclusion {
    let known = Axis.allCases.filter { axes[$0] != nil }
    var rule = Exclusion(workloads: nil, values: [:])
    let members = try members(value)
    for member in members {
      if member.name == "workload" {
        rule.workloads = try excludedWorkloads(member.value, workloads)
      } else {
        let axis = try self.axis(member, known, besides: "workload, ")
        rule.values[axis] = try values(member.value, axis)
      }
    }
    guard !members.isEmpty else {
      throw refuse(value, found: "an empty rule", allowed: "at least one axis and its values")
    }
    return rule
  }

  /// Refuses a rule that leaves out every baseline of some work, whose siblings would have nothing
  /// to be compared with.
  func check(
    _ rule: Exclusion, at value: JSONValue, leaves baseline: [Axis: AxisValue],
    _ workloads: [Workload]
  ) throws(ScenarioError) {
    guard !rule.values.isEmpty else { return }
    for workload in workloads {
      let own = baseline.filter { workload.axes.contains($0.key) }
      guard rule.matches(workload: workload.name, own) else { continue }
      throw refuse(
        value, found: "a rule that leaves out the baseline of \(workload.name)",
        allowed: "a rule that keeps it")
    }
  }

  private func excludedWorkloads(
    _ value: JSONValue, _ workloads: [String]
  ) throws(ScenarioError) -> [String] {
    var names: [String] = []
    for value in elements(value) {
      let allowed = workloads.joined(separator: ", ")
      let name = try string(value, allowed: allowed)
      guard workloads.contains(name) else { throw refuse(value, allowed: allowed) }
      names.append(name)
    }
    return names
  }

  private func axis(
    _ member: JSONMember, _ known: [Axis], besides: String = ""
  ) throws(ScenarioError) -> Axis {
    guard let axis = Axis(rawValue: member.name), known.contains(axis) else {
      let names = known.map(\.rawValue).joined(separator: ", ")
      throw .malformed(
        location(of: member.index), found: "the key \(member.name)",
        allowed: besides + (names.isEmpty ? "no axis" : names))
    }
    return axis
  }

  /// The values of a list or of a single value; a repeated value is refused.
  private func values(_ value: JSONValue, _ axis: Axis) throws(ScenarioError) -> [AxisValue] {
    var values: [AxisValue] = []
    var seen: Set<AxisValue> = []
    for element in elements(value) {
      let read = try self.value(element, axis)
      guard seen.insert(read).inserted else {
        throw refuse(element, found: "\(read.text) again", allowed: "each value once")
      }
      values.append(read)
    }
    guard !values.isEmpty else {
      throw refuse(
        value, found: "an empty list", allowed: axis.allowed(catalogue))
    }
    return values
  }

  private func value(_ value: JSONValue, _ axis: Axis) throws(ScenarioError) -> AxisValue {
    let read =
      value.double.flatMap(axis.row.number)
      ?? value.text.flatMap { word in
        axis.row.word(word, catalogue)
      }
    guard let read else { throw refuse(value, allowed: axis.allowed(catalogue)) }
    return read
  }

  /// The elements of a list, or one value that may stand for a list of one.
  func elements(_ value: JSONValue) -> [JSONValue] { value.elements ?? [value] }
}
