internal import Measure

// The matrix part of a scenario: axes, the baseline, and what is left out.

extension ScenarioReader {
  func axes(
    _ value: JSON5, _ workloads: [Workload]
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
    _ value: JSON5, _ axes: [Axis: [AxisValue]]
  ) throws(ScenarioError) -> [Axis: AxisValue] {
    let known = Axis.allCases.filter { axes[$0] != nil && !Axis.placing.contains($0) }
    var baseline: [Axis: AxisValue] = [:]
    for member in try members(value) {
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
    _ value: JSON5, _ workloads: [String], _ axes: [Axis: [AxisValue]]
  ) throws(ScenarioError) -> Exclusion {
    let known = Axis.allCases.filter { axes[$0] != nil }
    var rule = Exclusion(workloads: nil, values: [:])
    let members = try members(value)
    for member in members {
      if member.key == "workload" {
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

  private func excludedWorkloads(
    _ value: JSON5, _ workloads: [String]
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
    _ member: JSON5.Member, _ known: [Axis], besides: String = ""
  ) throws(ScenarioError) -> Axis {
    guard let axis = Axis(rawValue: member.key), known.contains(axis) else {
      let names = known.map(\.rawValue).joined(separator: ", ")
      throw .malformed(
        source.location(of: member.keyIndex), found: "the key \(member.key)",
        allowed: besides + (names.isEmpty ? "no axis" : names))
    }
    return axis
  }

  /// One value, or several in a list; none twice.
  private func values(_ value: JSON5, _ axis: Axis) throws(ScenarioError) -> [AxisValue] {
    var values: [AxisValue] = []
    for element in elements(value) {
      let read = try self.value(element, axis)
      guard !values.contains(read) else {
        throw refuse(element, found: "\(read.text) again", allowed: "each value once")
      }
      values.append(read)
    }
    guard !values.isEmpty else {
      throw refuse(
        value, found: "an empty list", allowed: AxisValue.allowed(axis, vocabulary))
    }
    return values
  }

  private func value(_ value: JSON5, _ axis: Axis) throws(ScenarioError) -> AxisValue {
    let read: AxisValue? =
      switch value.kind {
      case .number(let number): AxisValue(number, axis: axis)
      case .string(let word): AxisValue(word, axis: axis, vocabulary)
      default: nil
      }
    guard let read else { throw refuse(value, allowed: AxisValue.allowed(axis, vocabulary)) }
    return read
  }

  private func elements(_ value: JSON5) -> [JSON5] {
    if case .array(let elements) = value.kind { return elements }
    return [value]
  }
}
