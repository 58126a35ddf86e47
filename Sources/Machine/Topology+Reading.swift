extension Topology {
  /// Reads the topology from sysfs and procfs below a root.
  ///
  /// A call takes a few file reads per CPU (under a millisecond on a small machine); keep the
  /// answer. On the live machine the allowed CPUs are the calling thread's, so read the topology
  /// before pinning that thread.
  package static func read(from files: SystemFiles = .live) -> Topology {
    let ids = allowedCPUs(files)
    let obstacle = files.isLive ? NUMALibrary.obstacle() : nil
    let nodes = readNodes(files, allowed: ids, asksLibrary: files.isLive && obstacle == nil)
    let caches = readCaches(files, ids)
    let fallback = caches.isEmpty && files.isLive ? ProcessorLeaves.caches() : []
    let present = files.idList("/sys/devices/system/cpu/present")
    return Topology(
      cpus: readCPUs(files, ids, nodes), nodes: nodes, caches: caches + fallback,
      presentCPUs: present, offlineCPUs: offline(files, present, ids),
      contradictedCPUs: contradicted(files, ids), bindingObstacle: obstacle)
  }

  /// The CPUs that the kernel lets this process use: its own mask, whatever sysfs lists, since the
  /// files in a container may be another machine's.
  static func allowedCPUs(_ files: SystemFiles) -> [Int] {
    let recorded = files.field("Cpus_allowed_list", of: "/proc/self/status").flatMap(
      SystemFiles.ids)
    return (files.isLive ? Affinity.ofThread() : nil) ?? recorded ?? online(files) ?? []
  }

  private static func online(_ files: SystemFiles) -> [Int]? {
    files.idList("/sys/devices/system/cpu/online")
  }

  /// The allowed CPUs that sysfs doesn't list as online.
  private static func contradicted(_ files: SystemFiles, _ allowed: [Int]) -> [Int] {
    guard let online = online(files) else { return [] }
    return allowed.filter { !online.contains($0) }
  }

  /// The offline CPUs among the present ones; the kernel's own list also names absent CPUs.
  private static func offline(
    _ files: SystemFiles, _ present: [Int]?, _ allowed: [Int]
  ) -> [Int]? {
    guard let online = online(files) else { return nil }
    return present?.filter { !online.contains($0) && !allowed.contains($0) }
  }

  private static func readNodes(
    _ files: SystemFiles, allowed: [Int], asksLibrary: Bool
  ) -> [MemoryNode] {
    let online = files.idList("\(nodeFolder)/online") ?? []
    guard let ids = online.isEmpty ? (asksLibrary ? NUMALibrary.nodes() : nil) : online,
      ids.count > 1 || !online.isEmpty
    else { return [MemoryNode(id: 0, cpus: allowed, byteCount: MemoryFacts.total(files))] }
    let mayUse = files.field("Mems_allowed_list", of: "/proc/self/status").flatMap(SystemFiles.ids)
    return ids.map { id in
      let cpus = Set(files.idList("\(nodeFolder)/node\(id)/cpulist") ?? [])
      return MemoryNode(
        id: id, cpus: allowed.filter(cpus.contains),
        byteCount: memory(files, id) ?? (asksLibrary ? NUMALibrary.byteCount(of: id) : nil),
        isAllowed: mayUse?.contains(id) ?? true,
        distances: distances(files, id, ids, asksLibrary))
    }
  }

  private static let nodeFolder = "/sys/devices/system/node"

  private static func memory(_ files: SystemFiles, _ node: Int) -> Int? {
    files.field("Node \(node) MemTotal", of: "\(nodeFolder)/node\(node)/meminfo")
      .flatMap(MemoryFacts.byteCount)
  }

  /// The distances of a node; the kernel's file lists them in the order of the online nodes.
  private static func distances(
    _ files: SystemFiles, _ node: Int, _ ids: [Int], _ asksLibrary: Bool
  ) -> [Int: Int] {
    let stated = files.text("\(nodeFolder)/node\(node)/distance")?.split(separator: " ")
    let listed = (stated ?? []).map { Int($0) }
    if listed.count == ids.count, !listed.contains(nil) {
      return Dictionary(uniqueKeysWithValues: zip(ids, listed.compactMap(\.self)))
    }
    guard asksLibrary else { return [:] }
    let pairs = ids.map { ($0, NUMALibrary.distance(from: node, to: $0)) }
    return Dictionary(uniqueKeysWithValues: pairs).compactMapValues(\.self)
  }

  private static func readCPUs(
    _ files: SystemFiles, _ ids: [Int], _ nodes: [MemoryNode]
  ) -> [CPU] {
    ids.map { id in
      let folder = "/sys/devices/system/cpu/cpu\(id)/topology"
      let siblings =
        files.idList("\(folder)/core_cpus_list") ?? files.idList("\(folder)/thread_siblings_list")
      let others = Set(siblings ?? []).intersection(ids).subtracting([id]).sorted()
      return CPU(
        id: id, node: nodes.first { $0.cpus.contains(id) }?.id,
        package: known(files.number("\(folder)/physical_package_id")),
        core: known(files.number("\(folder)/core_id")), siblings: others)
    }
  }

  /// The id, or nil for the -1 of guests without topology.
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
