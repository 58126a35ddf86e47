/// The ranges of columns whose type alone would allow nonsense.
enum ColumnRange {
  /// Whether a column has a range.
  static func isKnown(_ column: String) -> Bool { ranges[column] != nil }

  /// The message about a field outside its column's range; nil for one inside, or without a range.
  static func problem(_ column: String, _ field: String) -> String? {
    guard let range = ranges[column], !field.isEmpty else { return nil }
    guard let number = Double(field) else { return nil }
    guard !range.contains(number) else { return nil }
    let end = range.upperBound == .infinity ? "on" : "to \(range.upperBound.field)"
    return "\(field) lies outside its range, from \(range.lowerBound.field) \(end)"
  }

  private static let natural = 0.0...Double.infinity
  private static let positive = 1.0...Double.infinity
  private static let share = 0.0...1.0

  private static let ranges: [String: ClosedRange<Double>] = [
    "threads": positive, "cpu_node": natural, "mem_node": natural, "page_bytes": positive,
    "working_set_bytes": natural, "p_density": share, "p_delta_bytes": positive,
    "launch": natural, "block": natural, "pair": natural, "slot": natural, "batch": natural,
    "batch_iterations": positive, "operations_per_iteration": positive,
    "bytes_per_iteration": natural, "overhead_ns": natural, "running_fraction": share,
    "value": natural, "ci_low": natural, "ci_high": natural, "ci_level": share,
    "n_launches": positive, "n_batches": positive, "ceiling_value": natural,
    "ceiling_fraction": natural, "base_value": natural, "head_value": natural, "ratio": natural,
    "ratio_low": natural, "ratio_high": natural, "threshold": natural, "mde_80": natural,
    "aa_ratio_low": natural, "aa_ratio_high": natural, "n_pairs": positive, "p_adjusted": share,
  ]
}
