/// The command line's changes to a scenario.
package struct MatrixOptions: Sendable, Equatable {
  /// Each `--axis`: "name=v1,v2".
  package var axes: [String] = []
  /// Each `--filter`; a cell stays if all let it pass.
  package var filters: [String] = []
  /// `--quick`: the two smallest working sets of each kind of work.
  package var isQuick = false
  /// `--seed`: the source of every random choice.
  package var seed: UInt64 = 1

  /// Makes options that keep the scenario as it is; set the changes.
  package init() {}
}
