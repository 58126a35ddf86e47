internal import Machine
internal import Measure
internal import Support

/// The numbers of a report as a results folder, so that ceilings of many machines have the same
/// columns as the cells that they bound, and the report's time can be compared with its limit.
struct CapsResults {
  private let report: CapabilityReport
  private let gathering: CapsGathering

  init(_ report: CapabilityReport, _ gathering: CapsGathering) {
    self.report = report
    self.gathering = gathering
  }

  /// Writes the rows; the report's time is written only where the report measured nothing.
  func write(to folder: ResultFolder, isMeasuring: Bool) throws {
    let words = CallWords.all
    let origin = RunOrigin(words: words, topology: gathering.topology)
    var keys = origin.keys(.measure, started: report.takenUTC)
    keys.scenario = "caps"
    var rows = ResultRows()
    rows.summary = report.rows(of: .ceilings).compactMap { ceiling($0, keys) }
    if !isMeasuring, let seconds = report.number(.report, "elapsed") {
      rows.summary.append(row(keys, "caps_seconds", "s", seconds))
    }
    folder.append(rows)
    try folder.finish(
      partial: false,
      manifest: origin.manifest(
        keys, seed: 1, scenarios: [], elapsedSeconds: ProcessAge.seconds() ?? 0))
  }

  /// The row of a measured ceiling; nil for a fact that isn't a number, and for the age.
  private func ceiling(_ capability: Capability, _ keys: CellKeys) -> SummaryRow? {
    guard let text = capability.value, let value = Double(text), capability.key != "age" else {
      return nil
    }
    var row = row(keys, capability.key, capability.unit, value)
    row.low = capability.low
    row.high = capability.high
    row.statistic = .median
    row.valueKind = .ceiling
    row.direction = capability.unit == "B/s" ? .higher : .lower
    return row
  }

  private func row(
    _ keys: CellKeys, _ metric: String, _ unit: String, _ value: Double
  ) -> SummaryRow {
    var row = SummaryRow()
    row.keys = keys
    row.keys.cellID = "caps"
    row.metric = metric
    row.unit = unit
    row.value = value
    row.direction = .lower
    return row
  }
}
