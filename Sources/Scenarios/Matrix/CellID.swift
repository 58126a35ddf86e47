internal import Measure

/// Builds cell ids: the work, then a label for each axis on which the scenario's cells differ.
///
///     apply.4K.avx512        batch.256K.64B.avx2.arena        replay.all-cpus.scalar.heap
///
/// An axis to which the file gives a single value has no label while a cell has that value, so that
/// ids stay short and do not change with the command line; the nodes that a machine lacks always
/// have theirs. Values are named, not numbered: adding one to the file leaves the other cells' ids
/// as they are.
struct CellID {
  let fileAxes: [Axis: [AxisValue]]

  func id(workload: String, _ values: [Axis: AxisValue]) -> String {
    let labels = AxisRow.all.compactMap { row -> String? in
      guard let value = values[row.axis] else { return nil }
      if value == .bindEach, values[.node] == .eachNode { return nil }
      return value.isEach || fileAxes[row.axis] != [value] ? row.label(value) : nil
    }
    return ([Self.shortName(workload)] + labels).joined(separator: ".")
  }

  /// The short name of a kind of work; kernels use their operation alone: `kernel.apply` is
  /// `apply`.
  private static func shortName(_ workload: String) -> String {
    let prefix = "kernel."
    return workload.hasPrefix(prefix) ? String(workload.dropFirst(prefix.count)) : workload
  }
}
