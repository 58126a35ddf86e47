internal import Glibc
internal import Measure

/// The time that a caller waited for its first table.
///
/// A caller that wants the time, such as `make bench`, sets `MMSB_BENCH_STARTED` to its start in
/// seconds since 1970. Figure H5 is made from the row.
enum BenchClock {
  /// One row with the seconds since the caller began; none without the variable.
  static func rows(_ keys: CellKeys) -> [SummaryRow] {
    guard let text = unsafe getenv("MMSB_BENCH_STARTED"),
      let started = unsafe Int(String(cString: text))
    else { return [] }
    var row = SummaryRow()
    row.keys = keys
    row.keys.scenario = "bench"
    row.keys.cellID = "bench"
    row.metric = "bench_seconds"
    row.unit = "s"
    row.value = Double(time(nil) - started)
    row.direction = .lower
    return [row]
  }
}
