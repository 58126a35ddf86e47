/// A metric derived from others of the same cell, with one formula for rows and for docs.
///
/// The metric exists where all its inputs do. Inputs are medians per operation; time is from the
/// timing, counts are from the counter launches.
package struct DerivedMetric: Sendable {
  /// The `metric` column.
  package let name: String
  /// The `unit` column.
  package let unit: String
  /// The better direction.
  package let direction: Direction
  /// The input metrics, in the order of the formula's arguments.
  package let inputs: [String]
  /// The formula in readable form.
  package let formula: String

  private let compute: @Sendable ([Double]) -> Double

  /// The value; nil where an input is missing or the formula has no value.
  package func value(_ values: [Double]) -> Double? {
    guard values.count == inputs.count else { return nil }
    let value = compute(values)
    return value.isFinite ? value : nil
  }

  /// The bytes that one miss of the last cache moves.
  private static let lineByteCount = 64.0

  /// All derived metrics.
  package static let all = [
    DerivedMetric(
      name: "instructions_per_cycle", unit: "ratio", direction: .higher,
      inputs: ["instructions", "cycles"], formula: "instructions / cycles"
    ) { $0[0] / $0[1] },
    DerivedMetric(
      name: "branch_miss_ratio", unit: "ratio", direction: .lower,
      inputs: ["branch_misses", "branches"], formula: "branch_misses / branches"
    ) { $0[0] / $0[1] },
    DerivedMetric(
      name: "memory_bytes", unit: "B/op", direction: .lower, inputs: ["llc_misses"],
      formula: "llc_misses · 64 B"
    ) { $0[0] * lineByteCount },
    DerivedMetric(
      name: "memory_bandwidth", unit: "B/s", direction: .none, inputs: ["llc_misses", "time"],
      formula: "llc_misses · 64 B / time"
    ) { $0[0] * lineByteCount / $0[1] * 1e9 },
    perTime("delta_bandwidth", of: "bytes_spanned_per_operation"),
    perTime("log_write_bandwidth", of: "log_bytes_written_per_operation"),
    perTime("log_read_bandwidth", of: "log_bytes_read_per_operation"),
    DerivedMetric(
      name: "processors_busy", unit: "ratio", direction: .none, inputs: ["task_clock", "time"],
      formula: "task_clock / time"
    ) { $0[0] / $0[1] },
    DerivedMetric(
      name: "run_delay_ratio", unit: "ratio", direction: .lower,
      inputs: ["run_delay", "task_clock"], formula: "run_delay / task_clock"
    ) { $0[0] / $0[1] },
  ]

  /// Bytes a second from the program's own count of bytes.
  private static func perTime(_ name: String, of bytes: String) -> DerivedMetric {
    DerivedMetric(
      name: name, unit: "B/s", direction: .higher, inputs: [bytes, "time"],
      formula: "\(bytes) / time"
    ) { $0[0] / $0[1] * 1e9 }
  }
}
