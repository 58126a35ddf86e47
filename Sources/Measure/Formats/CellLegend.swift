extension CellGrid {
  /// What the columns of a scenario's table mean, and what their numbers can't say.
  static func legend(_ cells: [CellView]) -> [String] {
    let times = cells.compactMap(\.time)
    let levels = times.compactMap(\.level)
    var lines: [String] = []
    if let level = levels.min(), times.contains(where: { $0.low != nil }) {
      lines.append(
        "±: the median's \(Display.fixed(100 * level, 1)) % interval, its wider side; both where "
          + "they differ twofold")
      if level < Estimate.sureLevel {
        lines.append("below 99 % an interval decides nothing: 8 launches reach it, and 8 rounds")
      }
    }
    if times.contains(where: { ($0.launchCount ?? 1) == 1 }) {
      lines.append("one launch: the bias of its memory layout isn't in any interval")
    }
    let doubtful = cells.compactMap(\.comparison).filter { $0.verdict == .inconclusive }
    if let threshold = doubtful.compactMap(\.threshold).max() {
      let bound = Display.percent(threshold)
      lines.append("?: the interval crosses ±\(bound), so that the speed can't be told")
    }
    if cells.contains(where: { !$0.latencies.isEmpty }) {
      lines.append("p50 to max: single operations, such as commits, timed one by one")
    }
    if cells.contains(where: \.isAboveCeiling) {
      lines.append("!: well above what should bound it; doubt the bound or the number")
    }
    return lines
  }
}
