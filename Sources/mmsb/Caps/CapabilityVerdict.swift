internal import Machine

/// The kinds of work that a machine is fit to judge, computed from the report's other rows alone.
///
/// Each judgement is a row of its own, so that the machines of a fleet that are fit for one kind of
/// work can be selected.
enum CapabilityVerdict {
  /// The rows of the section `verdict`.
  static func rows(_ report: CapabilityReport) -> [Capability] {
    judgements.map { judgement in
      let obstacle = judgement.obstacle(report)
      return Capability(
        .verdict, judgement.key, obstacle == nil ? judgement.subject : nil,
        or: obstacle ?? .notExposed)
    }
  }

  /// The words for a judgement's key.
  static func subject(_ key: String) -> String {
    judgements.first { $0.key == key }?.subject ?? key
  }

  private struct Judgement: Sendable {
    let key: String
    let subject: String
    let obstacle: @Sendable (CapabilityReport) -> Absence?
  }

  private static let judgements = [
    Judgement(key: "exact_counts", subject: "exact counts") { _ in nil },
    Judgement(
      key: "cached_ratios", subject: "paired ratios of cache-resident work", obstacle: emulation),
    Judgement(
      key: "memory_ratios", subject: "paired ratios of memory-bound work", obstacle: memoryRatios),
    Judgement(key: "thread_scaling", subject: "scaling over threads", obstacle: scaling),
    Judgement(key: "absolute_times", subject: "absolute times", obstacle: absoluteTimes),
    Judgement(key: "hardware_counters", subject: "hardware counters", obstacle: counters),
    Judgement(key: "numa", subject: "NUMA") { report in
      report.row(.nodes, "several_nodes")?.value == nil
        ? Absence("single_node", "one node") : nil
    },
    Judgement(key: "sync_latency", subject: "times of durable commits", obstacle: durability),
  ]

  private static func emulation(_ report: CapabilityReport) -> Absence? {
    guard let emulator = report.value(.processor, "emulator"), emulator != "none" else {
      return nil
    }
    return Absence("emulated_cpu", "\(emulator) plays the processor")
  }

  private static func memoryRatios(_ report: CapabilityReport) -> Absence? {
    if let obstacle = emulation(report) { return obstacle }
    let caches = ["l1d", "l2", "l3", "l4"].compactMap { report.number(.caches, $0 + "_size") }
    guard let last = caches.max() else {
      return Absence("cache_unknown", "no cache says its size")
    }
    guard let limit = report.number(.memory, "limit") else {
      return Absence("memory_unknown", "the memory's size is unknown")
    }
    // Three buffers of four times the last level must fit the runner's share, a quarter of the
    // limit.
    return limit >= 48 * last ? nil : Absence("memory_small", "too little memory beside its caches")
  }

  private static func scaling(_ report: CapabilityReport) -> Absence? {
    if let obstacle = emulation(report) { return obstacle }
    guard let cores = report.number(.processor, "cores_allowed"), cores >= 2 else {
      return Absence("single_core", "one core allowed")
    }
    guard let quota = report.number(.processor, "cpu_quota"), quota < cores else { return nil }
    return Absence("cpu_quota", "a quota of \(Capability.field(quota)) CPUs")
  }

  private static func absoluteTimes(_ report: CapabilityReport) -> Absence? {
    if let obstacle = emulation(report) { return obstacle }
    guard let hypervisor = report.value(.system, "hypervisor") else {
      return Absence("not_exposed", "whether the machine is virtual is unknown")
    }
    guard hypervisor == "none" else {
      let stolen = report.number(.noise, "stolen_since_boot") ?? 0
      return stolen > 0
        ? Absence("shared_machine", "shared virtual machine")
        : Absence("virtual_machine", "virtual machine")
    }
    let wanted = [("governor", "performance"), ("turbo", "off")]
    for (key, value) in wanted where report.value(.system, key) != value {
      let found = report.value(.system, key) ?? "not exposed"
      return Absence("frequency_varies", "\(key) \(found)")
    }
    guard report.number(.processor, "cpu_quota") == nil else {
      return Absence("cpu_quota", "a CPU quota")
    }
    return nil
  }

  private static func counters(_ report: CapabilityReport) -> Absence? {
    let rungs = report.rows(of: .counters).filter { CounterRows.hardware.contains($0.key) }
    guard !rungs.contains(where: { $0.status == .ok }) else { return nil }
    guard let last = rungs.last else { return .notExposed }
    return Absence(last.reasonCode, CounterRows.brief[last.reasonCode] ?? last.reason)
  }

  private static func durability(_ report: CapabilityReport) -> Absence? {
    guard let type = report.value(.disk, "results_type") else {
      return Absence("not_exposed", "the results' file system is unknown")
    }
    if ["tmpfs", "ramfs"].contains(type) { return Absence("no_disk", "results lie in memory") }
    switch report.value(.disk, "results_device") {
    case "hardware": return nil
    case "virtual": return Absence("virtual_disk", "virtual disk")
    default: return Absence("no_block_device", "no disk is visible below \(type)")
    }
  }
}

extension CapabilityReport {
  /// Adds the verdict on the report's other rows.
  package mutating func judge() { rows += CapabilityVerdict.rows(self) }

  /// The value of that name; nil where the value isn't a number.
  func number(_ section: Capability.Section, _ key: String) -> Double? {
    value(section, key).flatMap { Double($0) }
  }
}
