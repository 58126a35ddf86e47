extension Topology {
  /// Reads the topology from sysfs and procfs below a root.
  ///
  /// Takes a few file reads per CPU (under a millisecond on a small machine); keep
  /// the answer. On the live machine the allowed CPUs are the calling thread's, so
  /// read it before pinning anything.
  package static func read(from files: SystemFiles = .live) -> Topology {
    let ids = allowedCPUs(files)
    let nodes = readNodes(files, allowed: ids)
    let cpus = readCPUs(files, ids, nodes)
    let caches = readCaches(files, ids)
    let fallback = caches.isEmpty && files.isLive ? ProcessorLeaves.caches() : []
    return Topology(cpus: cpus, nodes: nodes, caches: caches + fallback)
  }

  /// The CPUs that the kernel lets this process use, and has on line.
  static func allowedCPUs(_ files: SystemFiles) -> [Int] {
    let recorded = files.field("Cpus_allowed_list", of: "/proc/self/status").flatMap(
      SystemFiles.ids)
    let online = files.idList("/sys/devices/system/cpu/online")
    let allowed = (files.isLive ? Affinity.ofThread() : nil) ?? recorded ?? online ?? []
    guard let online else { return allowed }
    return allowed.filter(Set(online).contains)
  }

  private static func readNodes(_ files: SystemFiles, allowed: [Int]) -> [MemoryNode] {
    let folder = "/sys/devices/system/node"
    guard let ids = files.idList("\(folder)/online"), !ids.isEmpty else {
      return [MemoryNode(id: 0, cpus: allowed, byteCount: MemoryFacts.total(files))]
    }
    return ids.map { id in
      let cpus = Set(files.idList("\(folder)/node\(id)/cpulist") ?? [])
      let memory = files.field("Node \(id) MemTotal", of: "\(folder)/node\(id)/meminfo")
      return MemoryNode(
        id: id, cpus: allowed.filter(cpus.contains),
        byteCount: memory.flatMap(MemoryFacts.byteCount))
    }
  }

  private static func readCPUs(
    _ files: SystemFiles, _ ids: [Int], _ nodes: [MemoryNode]
  ) -> [CPU] {
    ids.map { id in
      let folder = "/sys/devices/system/cpu/cpu\(id)/topology"
      let siblings =
        files.idList("\(folder)/core_cpus_list") ?? files.idList("\(folder)/thread_siblings_list")
      let earlier = Set(siblings ?? []).intersection(ids).filter { $0 < id }
      return CPU(
        id: id, node: nodes.first { $0.cpus.contains(id) }?.id,
        package: known(files.number("\(folder)/physical_package_id")),
        core: known(files.number("\(folder)/core_id")), siblingRank: earlier.count)
    }
  }

  /// Guests without topology answer -1.
  private static func known(_ id: Int?) -> Int? {
    id.flatMap { $0 >= 0 ? $0 : nil }
  }

  private static func readCaches(_ files: SystemFiles, _ ids: [Int]) -> [Cache] {
    var caches: [Cache] = []
    for id in ids {
      for index in 0..<16 {
        let folder = "/sys/devices/system/cpu/cpu\(id)/cache/index\(index)"
        guard let cache = readCache(files, folder, cpu: id, ids) else { break }
        if !caches.contains(cache) { caches.append(cache) }
      }
    }
    return caches.sorted {
      ($0.level, $0.kind.rawValue, $0.cpus?.first ?? 0)
        < ($1.level, $1.kind.rawValue, $1.cpus?.first ?? 0)
    }
  }

  private static func readCache(
    _ files: SystemFiles, _ folder: String, cpu: Int, _ ids: [Int]
  ) -> Cache? {
    guard let level = files.number("\(folder)/level"), let type = files.text("\(folder)/type"),
      let kind = Cache.Kind(rawValue: type.lowercased())
    else { return nil }
    let sharing = Set(files.idList("\(folder)/shared_cpu_list") ?? [cpu])
    let size = files.text("\(folder)/size").flatMap(MemoryFacts.byteCount)
    return Cache(
      level: level, kind: kind, byteCount: size.flatMap { $0 > 0 ? $0 : nil },
      cpus: ids.filter(sharing.contains), source: .sysfs)
  }
}
