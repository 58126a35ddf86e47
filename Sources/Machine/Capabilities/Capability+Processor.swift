extension Capability {
  /// The processor: the model, the CPUs that this process may use, the instruction sets.
  static func processor(
    _ files: SystemFiles, _ host: HostFacts, _ topology: Topology, _ sets: InstructionSets
  ) -> [Capability] {
    let noFile = Absence("not_exposed", "cpuinfo doesn't say")
    let named = [
      ("vendor", "cpu_vendor"), ("model_name", "cpu_model_name"), ("family", "cpu_family"),
      ("model", "cpu_model"), ("stepping", "cpu_stepping"), ("microcode", "cpu_microcode"),
    ].map { Capability(.processor, $0.0, host[$0.1], or: noFile) }
    let cpus = topology.cpus.isEmpty ? nil : topology.cpus.count
    return named + [
      Capability(.processor, "packages", host["packages"]),
      Capability(.processor, "cores_allowed", host["cores_allowed"]),
      Capability(.processor, "cpus_allowed", cpus, unit: "count"),
      Capability(.processor, "cpu_ids_allowed", host["cpus_allowed"]),
      online(host, topology),
      Capability(.processor, "smt", host["smt"]),
      Capability(
        .processor, "cpu_quota", host["cpu_quota"] ?? "none",
        unit: host["cpu_quota"] == nil ? "" : "CPUs"),
      Capability(.processor, "emulator", sets.emulator ?? "none"),
    ]
      + InstructionSets.names.map { name in
        let obstacle = sets.obstacle(name)
        return Capability(
          .processor, "isa_" + name.filter { $0 != "." }, obstacle == nil ? "usable" : nil,
          or: obstacle ?? .notExposed)
      }
  }

  /// The CPUs that sysfs lists as online, unless it contradicts the process's own mask.
  private static func online(_ host: HostFacts, _ topology: Topology) -> Capability {
    guard !topology.contradictedCPUs.isEmpty else {
      return Capability(.processor, "cpu_ids_online", host["cpus_online"])
    }
    return Capability(
      .processor, "cpu_ids_online",
      Absence(
        "sysfs_contradicts",
        "sysfs lists \(host["cpus_online"] ?? "none") and this process may run on "
          + "\(host["cpus_allowed"] ?? "none")",
        remedy: "trust the mask; a container's sysfs may be another machine's"))
  }

  /// Each level of cache once: the size, and the CPUs that share each cache.
  static func caches(_ topology: Topology) -> [Capability] {
    let levels: [(String, Int, Cache.Kind)] = [
      ("l1d", 1, .data), ("l1i", 1, .instruction), ("l2", 2, .unified), ("l3", 3, .unified),
      ("l4", 4, .unified),
    ]
    return levels.flatMap { name, level, kind -> [Capability] in
      let alike = topology.caches.filter { $0.level == level && $0.kind == kind }
      let noLevel = Absence("not_exposed", "neither the kernel nor cpuid tells of this cache")
      guard !alike.isEmpty else {
        return level == 4 ? [] : [Capability(.caches, name + "_size", noLevel)]
      }
      let sharing = alike.compactMap {
        $0.cpus.map { ids in ids.map(String.init).joined(separator: " ") }
      }
      return [
        Capability(
          .caches, name + "_size", alike[0].byteCount, unit: "B",
          or: Absence("not_exposed", "the kernel lists this cache without a size")),
        Capability(
          .caches, name + "_cpus", sharing.isEmpty ? nil : sharing.joined(separator: "; "),
          or: Absence("not_exposed", "only cpuid knows this cache, not who shares it")),
      ]
    } + [Capability(.caches, "source", topology.caches.first?.source.rawValue)]
  }
}
