internal import Glibc
internal import Measure

/// How long a caller waited for its first table.
///
/// A caller who wants to know, `make bench` does, says in `MMSB_BENCH_STARTED` when it began, in
/// seconds since 1970. Figure H5 is made from the row.
enum BenchClock {
  /// One row with the seconds since the caller began; none where nobody asked.
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
    row.valueKind = .exact
    row.source = .engine
    return [row]
  }
}
