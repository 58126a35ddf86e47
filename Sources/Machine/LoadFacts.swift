/// The other load on the machine, read at the start and the end of a run.
package struct LoadFacts: Equatable, Sendable {
  /// Runnable threads over the last minute.
  package var loadAverage: Double?
  /// The share of the last ten seconds, 0 to 1, in which some thread waited for each resource.
  package var cpuPressure: Double?
  package var memoryPressure: Double?
  package var diskPressure: Double?
  /// CPU time since boot that the hypervisor gave to other guests, all CPUs together.
  package var stolenSeconds: Double?
  /// CPU time since boot, idle and stolen time among it, all CPUs together.
  package var cpuSeconds: Double?

  /// Makes facts without a known value.
  package init() {}

  /// Reads the load below a root.
  package static func read(from files: SystemFiles = .live) -> LoadFacts {
    var facts = LoadFacts()
    facts.loadAverage = files.text("/proc/loadavg")?.split(separator: " ").first.flatMap {
      Double($0)
    }
    facts.cpuPressure = pressure(files, "cpu")
    facts.memoryPressure = pressure(files, "memory")
    facts.diskPressure = pressure(files, "io")
    let times = cpuTimes(files)
    if times.count > stolenColumn { facts.stolenSeconds = times[stolenColumn] }
    facts.cpuSeconds = times.isEmpty ? nil : times.prefix(stolenColumn + 1).reduce(0, +)
    return facts
  }

  /// The share of all CPU time since boot that the hypervisor gave to other guests.
  package var stolenShare: Double? { Self.stolenShare(from: nil, to: self) }

  /// The same share of the time between two readings; nil where the ticks between them are 0.
  package static func stolenShare(from earlier: LoadFacts?, to later: LoadFacts) -> Double? {
    guard let stolen = later.stolenSeconds, let all = later.cpuSeconds else { return nil }
    let total = all - (earlier?.cpuSeconds ?? 0)
    guard total > 0 else { return nil }
    return max(0, stolen - (earlier?.stolenSeconds ?? 0)) / total
  }

  /// The "some avg10" percentage as a share.
  private static func pressure(_ files: SystemFiles, _ resource: String) -> Double? {
    let line = files.lines("/proc/pressure/\(resource)").first { $0.hasPrefix("some") }
    let field = line?.split(separator: " ").first { $0.hasPrefix("avg10=") }
    return field.flatMap { Double($0.dropFirst(6)) }.map { $0 / 100 }
  }

  /// The column of the stolen time; the columns after it are parts of the columns before it.
  private static let stolenColumn = 7

  /// The figures of the "cpu" line in seconds; the kernel counts hundredths.
  private static func cpuTimes(_ files: SystemFiles) -> [Double] {
    let line = files.lines("/proc/stat").first { $0.hasPrefix("cpu ") }
    return (line?.split(separator: " ").dropFirst() ?? []).map { (Double($0) ?? 0) / 100 }
  }
}
