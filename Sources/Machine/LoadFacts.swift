/// What else the machine was doing: read at the start and the end of a run.
package struct LoadFacts: Equatable, Sendable {
  /// Runnable threads over the last minute.
  package var loadAverage: Double?
  /// The share of the last ten seconds, 0 to 1, in which some thread waited for each resource.
  package var cpuPressure: Double?
  package var memoryPressure: Double?
  package var diskPressure: Double?
  /// CPU time since boot that the hypervisor gave to other guests, all CPUs together.
  package var stolenSeconds: Double?

  /// Nothing known.
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
    facts.stolenSeconds = stolen(files)
    return facts
  }

  /// The "some avg10" percentage as a share.
  private static func pressure(_ files: SystemFiles, _ resource: String) -> Double? {
    let line = files.lines("/proc/pressure/\(resource)").first { $0.hasPrefix("some") }
    let field = line?.split(separator: " ").first { $0.hasPrefix("avg10=") }
    return field.flatMap { Double($0.dropFirst(6)) }.map { $0 / 100 }
  }

  /// The eighth figure of the "cpu" line, in hundredths of a second.
  private static func stolen(_ files: SystemFiles) -> Double? {
    let line = files.lines("/proc/stat").first { $0.hasPrefix("cpu ") }
    guard let fields = line?.split(separator: " "), fields.count > 8 else { return nil }
    return Double(fields[8]).map { $0 / 100 }
  }
}
