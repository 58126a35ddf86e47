internal import Glibc
internal import Machine
internal import Measure
internal import Support

/// The measurements as rows of the report.
enum MeasuredRows {
  /// Loops and loads by level and node.
  static func rows(_ readings: [CeilingSurvey.Reading], _ survey: CeilingSurvey) -> [Capability] {
    let suffix = { (node: Int) in survey.nodes.count > 1 ? "_node\(node)" : "" }
    let measured = readings.map { reading in
      row(
        .ceilings, "\(reading.name)_\(reading.level)" + suffix(reading.node), reading.unit,
        reading.median, reading.low, reading.high)
    }
    let loops = Ceiling.surveyed.filter { !$0.isUsable }
    let absent = Absence("isa_absent", "this machine lacks the instruction set")
    return measured + loops.map { Capability(.ceilings, $0.rawValue, absent) }
      + survey.missing.map { Capability(.ceilings, $0.level, $0.absence) }
  }

  /// The rows about neighbours.
  static func rows(_ watch: CanaryWatch) -> [Capability] {
    [
      row(.noise, "canary_median", "ns", watch.medianNanoseconds),
      row(.noise, "canary_p99", "ns", watch.p99Nanoseconds),
      row(.noise, "canary_time_lost", "ratio", rounded(watch.lostShare)),
      Capability(.noise, "canary_stolen", watch.stolenShare.map(rounded), unit: "ratio"),
    ]
  }

  /// The rows of one file system, which `name` identifies.
  static func rows(_ name: String, _ disk: DiskSurvey) -> [Capability] {
    let sync = Estimate(disk.syncNanoseconds), rate = Estimate(disk.writeRates)
    let p99 = Statistics.quantile(disk.syncNanoseconds, 0.99)
    return [
      row(.ceilings, name + "_sync_median", "ns", sync.median, sync.low, sync.high),
      row(.ceilings, name + "_sync_p99", "ns", p99),
      row(.ceilings, name + "_write_rate", "B/s", rate.median, rate.low, rate.high),
    ]
  }

  /// The rows of a file system that can't be written to.
  static func rows(_ name: String, refused step: String, _ code: Int32) -> [Capability] {
    let codes: [Int32: (code: String, remedy: String)] = [
      EACCES: ("no_permission", "name a folder that you may write to, or change its mode"),
      EPERM: ("no_permission", "name a folder that you may write to, or change its mode"),
      EROFS: ("read_only", "name a folder on a file system that is mounted for writing"),
      ENOSPC: ("no_space", "make room on that file system"),
    ]
    let known = codes[code] ?? ("disk_failed", "")
    let absence = Absence(
      known.code, "can't \(step) there: \(systemErrorText(code))", remedy: known.remedy)
    return ["_sync_median", "_sync_p99", "_write_rate"].map {
      Capability(.ceilings, name + $0, absence)
    }
  }

  /// The rows of a report without measurements of this machine.
  static var none: [Capability] {
    let absence = Absence(
      "not_measured", "nobody has measured it here",
      remedy: "mmsb caps --ceilings measures it, in about half a minute")
    return [
      Capability(.ceilings, "bandwidth_and_latency", absence),
      Capability(.noise, "canary_time_lost", absence),
    ]
  }

  private static func row(
    _ section: Capability.Section, _ key: String, _ unit: String, _ value: Double,
    _ low: Double? = nil, _ high: Double? = nil
  ) -> Capability {
    let digits = { (value: Double) in unit == "B/s" ? value.rounded() : rounded(value) }
    var row = Capability(section, key, digits(value), unit: unit)
    row.low = low.map(digits)
    row.high = high.map(digits)
    return row
  }

  /// The value to a millionth, finer than the clocks resolve.
  private static func rounded(_ value: Double) -> Double { (value * 1e6).rounded() / 1e6 }
}
