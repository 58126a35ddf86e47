/// Every cell of a scenario on one machine, in a fixed order, grouped with its siblings.
///
/// The product runs over the workloads in the file's order, then over the axes in the order of
/// `AxisRow.all`, each value in the file's order; exclusions leave cells out, filters choose among
/// them. Cells that this machine can't run stay, with their obstacles.
package struct Matrix: Sendable {
  /// The groups in order; every cell is in exactly one.
  package let groups: [SiblingGroup]

  /// All cells in order.
  package var cells: [Cell] { groups.flatMap(\.cells) }
}
