internal import CPlatform

extension HostFacts {
  static func processor(_ files: SystemFiles) -> [Fact] {
    let info = { (key: String) in files.field(key, of: "/proc/cpuinfo") }
    return [
      Fact(key: "cpu_vendor", value: info("vendor_id")),
      Fact(key: "cpu_model_name", value: info("model name")),
      Fact(key: "cpu_family", value: info("cpu family")),
      Fact(key: "cpu_model", value: info("model")),
      Fact(key: "cpu_stepping", value: info("stepping")),
      Fact(key: "cpu_microcode", value: info("microcode")),
      Fact(key: "cpu_features", value: files.isLive ? usableFeatures() : nil),
      Fact(key: "hypervisor", value: hypervisor(files)),
    ]
  }

  /// The instruction sets that the processor has and whose state the system saves.
  private static func usableFeatures() -> String {
    let usable = cp_cpu_features()
    let names = (0..<cp_cpu_feature_count()).filter { usable >> $0 & 1 == 1 }
      .map { unsafe String(cString: cp_cpu_feature_name($0)) }
    return names.joined(separator: " ")
  }

  private static func hypervisor(_ files: SystemFiles) -> String? {
    if files.isLive {
      guard ProcessorLeaves.hasHypervisor() else { return "none" }
      return ProcessorLeaves.hypervisor() ?? "unnamed"
    }
    guard let flags = files.field("flags", of: "/proc/cpuinfo") else { return nil }
    return flags.split(separator: " ").contains("hypervisor") ? "unnamed" : "none"
  }

  static func layout(_ files: SystemFiles, _ topology: Topology) -> [Fact] {
    let packages = Set(topology.cpus.compactMap(\.package))
    let ids = topology.cpus.map { String($0.id) }
    return [
      Fact(key: "cpus_allowed", value: ids.isEmpty ? nil : ids.joined(separator: " ")),
      Fact(key: "cpus_online", value: files.text("/sys/devices/system/cpu/online")),
      Fact(
        key: "sysfs_contradicts",
        value: topology.contradictedCPUs.isEmpty
          ? "none" : topology.contradictedCPUs.map(String.init).joined(separator: " ")),
      Fact(key: "cores_allowed", value: ids.isEmpty ? nil : String(topology.coreCount)),
      Fact(key: "packages", value: packages.isEmpty ? nil : String(packages.count)),
      Fact(key: "smt", value: smt(files)),
      Fact(key: "nodes", value: topology.nodes.map { String($0.id) }.joined(separator: " ")),
      Fact(key: "node_distances", value: distances(files, topology)),
      Fact(key: "cpu_quota", value: ControlGroups.cpuQuota(files).map { "\($0)" }),
    ]
  }

  private static func smt(_ files: SystemFiles) -> String? {
    files.number("/sys/devices/system/cpu/smt/active").map { $0 == 1 ? "on" : "off" }
  }

  private static func distances(_ files: SystemFiles, _ topology: Topology) -> String? {
    let rows = topology.nodes.compactMap { node in
      files.text("/sys/devices/system/node/node\(node.id)/distance")
    }
    return rows.isEmpty ? nil : rows.joined(separator: "; ")
  }

  static func caches(_ topology: Topology) -> [Fact] {
    let wanted: [(String, Int, Cache.Kind)] = [
      ("l1d", 1, .data), ("l1i", 1, .instruction), ("l2", 2, .unified), ("l3", 3, .unified),
    ]
    let sizes = wanted.map { name, level, kind in
      let cache = topology.caches.first { $0.level == level && $0.kind == kind }
      return Fact(key: "cache_\(name)_bytes", value: cache?.byteCount.map { String($0) })
    }
    let last = topology.caches.filter { $0.level == topology.caches.map(\.level).max() }
    let sharing = last.compactMap { cache in
      cache.cpus.map { $0.map(String.init).joined(separator: " ") }
    }
    return sizes + [
      Fact(
        key: "last_level_cache_cpus",
        value: sharing.isEmpty ? nil : sharing.joined(separator: "; ")),
      Fact(key: "cache_source", value: topology.caches.first?.source.rawValue),
    ]
  }

  static func memoryFacts(_ files: SystemFiles, _ memory: MemoryFacts) -> [Fact] {
    [
      Fact(key: "memory_bytes", value: memory.totalByteCount.map { String($0) }),
      Fact(key: "memory_limit_bytes", value: memory.limitByteCount.map { String($0) }),
      Fact(key: "swap_bytes", value: memory.swapByteCount.map { String($0) }),
      Fact(key: "transparent_huge_pages", value: chosen(files, "enabled")),
      Fact(key: "transparent_huge_pages_defrag", value: chosen(files, "defrag")),
    ]
  }

  /// The choice in brackets: "always [madvise] never".
  private static func chosen(_ files: SystemFiles, _ name: String) -> String? {
    guard let text = files.text("/sys/kernel/mm/transparent_hugepage/\(name)"),
      let open = text.firstIndex(of: "["), let close = text[open...].firstIndex(of: "]")
    else { return nil }
    return String(text[text.index(after: open)..<close])
  }

  static func system(_ files: SystemFiles) -> [Fact] {
    let clock = "/sys/devices/system/clocksource/clocksource0/current_clocksource"
    return [
      Fact(key: "kernel", value: files.text("/proc/sys/kernel/osrelease")),
      Fact(key: "clock_source", value: files.text(clock)),
      Fact(key: "governor", value: frequency(files, "scaling_governor")),
      Fact(key: "frequency_driver", value: frequency(files, "scaling_driver")),
      Fact(key: "turbo", value: turbo(files)),
      Fact(key: "aslr", value: aslr(files)),
      Fact(key: "vulnerable_to", value: vulnerabilities(files, "Vulnerable")),
      Fact(key: "mitigated", value: vulnerabilities(files, "Mitigation")),
    ]
  }

  private static func frequency(_ files: SystemFiles, _ name: String) -> String? {
    guard let cpu = Topology.allowedCPUs(files).first else { return nil }
    return files.text("/sys/devices/system/cpu/cpu\(cpu)/cpufreq/\(name)")
  }

  private static func turbo(_ files: SystemFiles) -> String? {
    if let off = files.number("/sys/devices/system/cpu/intel_pstate/no_turbo") {
      return off == 0 ? "on" : "off"
    }
    return files.number("/sys/devices/system/cpu/cpufreq/boost").map { $0 == 0 ? "off" : "on" }
  }

  private static func aslr(_ files: SystemFiles) -> String? {
    files.number("/proc/sys/kernel/randomize_va_space").map { level in
      ["off", "without heap", "full"].indices.contains(level)
        ? ["off", "without heap", "full"][level] : "level \(level)"
    }
  }

  /// The kernel's names of processor flaws in this state; empty where the list is empty.
  private static func vulnerabilities(_ files: SystemFiles, _ state: String) -> String? {
    let folder = "/sys/devices/system/cpu/vulnerabilities"
    guard let names = files.names(in: folder) else { return nil }
    return names.filter { files.text("\(folder)/\($0)")?.hasPrefix(state) ?? false }
      .joined(separator: " ")
  }
}
