package import Measure

/// Builds cell ids: the work, then a label for each axis on which the scenario's cells differ.
///
///     apply.4K.avx512        batch.256K.64B.avx2.arena        replay.all-cpus.scalar.heap
///
/// An axis to which the file gives a single value has no label while a cell has that value, so that
/// ids stay short and do not change with the command line; the nodes that a machine lacks always
/// have theirs. Values are named, not numbered: adding one to the file leaves the other cells' ids
/// as they are.
struct CellID {
  /// The order of the labels; what placement decides comes before what is compared.
  static let order: [Axis] = [
    .pageBytes, .workingSet, .deltaBytes, .density, .pattern, .threads, .cpus, .node, .memory,
    .backend, .allocator,
  ]

  let fileAxes: [Axis: [AxisValue]]

  func id(workload: String, _ values: [Axis: AxisValue]) -> String {
    let labels = Self.order.compactMap { axis -> String? in
      guard let value = values[axis] else { return nil }
      if value == .bindEach, values[.node] == .eachNode { return nil }
      let isMissing = value == .eachNode || value == .bindEach
      guard isMissing || fileAxes[axis] != [value] else { return nil }
      return Self.label(axis, value)
    }
    return ([Self.shortName(workload)] + labels).joined(separator: ".")
  }

  /// Kernels are known by their operation alone: `kernel.apply` is `apply`.
  private static func shortName(_ workload: String) -> String {
    let prefix = "kernel."
    return workload.hasPrefix(prefix) ? String(workload.dropFirst(prefix.count)) : workload
  }

  static func label(_ axis: Axis, _ value: AxisValue) -> String {
    switch (axis, value) {
    case (.pageBytes, .count(let count)): "p" + scaled(count)
    case (.workingSet, .count(let count)): scaled(count)
    case (.deltaBytes, .count(let count)): "\(count)B"
    case (.density, .share(let share)): numberText(share * 100) + "%"
    case (.threads, .count(let count)): "t\(count)"
    case (.threads, .allCPUs): "all-cpus"
    case (.node, .count(let node)): "n\(node)"
    case (.node, .eachNode), (.memory, .bindEach): "other-nodes"
    case (.cpus, .name("none")): "unpinned"
    case (.cpus, .name(let text)) where text.hasPrefix("list:"): "cpus" + text.dropFirst(5)
    case (.memory, .name(let text)) where text.hasPrefix("bind:"): "m" + text.dropFirst(5)
    default: value.text
    }
  }

  private static func scaled(_ byteCount: Int) -> String {
    let units = [("G", 30), ("M", 20), ("K", 10)]
    for (unit, shift) in units where byteCount >= 1 << shift && byteCount % (1 << shift) == 0 {
      return "\(byteCount >> shift)\(unit)"
    }
    return "\(byteCount)"
  }
}

extension AxisValue {
  /// Whether a cell's id names this value of an axis.
  package func isNamed(in cellID: String, as axis: Axis) -> Bool {
    ".\(cellID).".contains(".\(CellID.label(axis, self)).")
  }
}
