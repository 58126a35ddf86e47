extension Capability {
  /// Memory: the total, the limit for this process, swap and the pages.
  static func memory(
    _ files: SystemFiles, _ host: HostFacts, _ topology: Topology
  ) -> [Capability] {
    let facts = MemoryFacts.read(from: files)
    let noFile = Absence("not_exposed", "meminfo doesn't say")
    let isShown = files.names(in: "/sys/kernel/mm") != nil
    let noHugePages =
      isShown
      ? Absence(
        "no_transparent_huge_pages", "this kernel has no transparent huge pages",
        remedy: "use a kernel built with CONFIG_TRANSPARENT_HUGEPAGE") : .notExposed
    return [
      Capability(.memory, "total", facts.totalByteCount, unit: "B", or: noFile),
      Capability(.memory, "limit", facts.limitByteCount, unit: "B", or: noFile),
      Capability(.memory, "swap", facts.swapByteCount, unit: "B", or: noFile),
      Capability(
        .memory, "transparent_huge_pages", host["transparent_huge_pages"], or: noHugePages),
      Capability(
        .memory, "transparent_huge_pages_defrag", host["transparent_huge_pages_defrag"],
        or: noHugePages),
    ]
      + hugePages(
        HugePageFacts.read(from: files, nodes: topology.nodes.map(\.id)), isShown: isShown)
  }

  /// Two rows for a pool with pages; one row with a remedy for an empty pool.
  private static func hugePages(_ pools: [HugePageFacts]?, isShown: Bool) -> [Capability] {
    guard let pools, !pools.isEmpty else {
      let none = Absence(
        "no_huge_pages", "this kernel has no huge page pools",
        remedy: "use a kernel built with CONFIG_HUGETLBFS")
      return [Capability(.memory, "huge_pages", isShown ? none : .notExposed)]
    }
    return pools.flatMap { pool -> [Capability] in
      let size =
        pool.byteCount >> 20 >= 1024 ? "\(pool.byteCount >> 30)g" : "\(pool.byteCount >> 20)m"
      let stem = "huge_pages_\(size)" + (pool.node.map { "_node\($0)" } ?? "")
      let kibibytes = pool.byteCount >> 10
      guard let total = pool.total, total > 0 else {
        let none = Absence(
          "none_reserved", "nobody has set pages of this size aside",
          remedy: "write a number to nr_hugepages of hugepages-\(kibibytes)kB as root; "
            + "transparent huge pages need none")
        return [Capability(.memory, stem, pool.total == nil ? .notExposed : none)]
      }
      return [
        Capability(.memory, stem, total, unit: "count"),
        Capability(.memory, stem + "_free", pool.free, unit: "count"),
      ]
    }
  }

  /// Memory nodes: the memory, the CPUs and the distances of each.
  static func nodes(_ files: SystemFiles, _ topology: Topology) -> [Capability] {
    let folder = "/sys/devices/system/node"
    let isShown = files.idList("\(folder)/online") != nil
    let single = Absence(
      "single_node",
      isShown
        ? "all memory is equally far"
        : "the kernel shows no memory nodes; all memory counts as one",
      remedy:
        "use a machine with several sockets or memory nodes; a virtual one must show them (vNUMA)")
    var rows = [
      Capability(.nodes, "count", topology.nodes.count, unit: "count"),
      Capability(
        .nodes, "several_nodes", topology.hasSingleNode ? nil : "yes", or: single),
    ]
    for node in topology.nodes {
      let stem = "node\(node.id)"
      let cpus = node.cpus.map(String.init).joined(separator: " ")
      rows.append(Capability(.nodes, stem + "_memory", node.byteCount, unit: "B"))
      rows.append(Capability(.nodes, stem + "_cpus", cpus.isEmpty ? "none" : cpus))
      rows.append(
        Capability(
          .nodes, stem + "_distances", files.text("\(folder)/\(stem)/distance"),
          or: Absence("not_exposed", "the kernel shows no distances")))
    }
    return rows + [memoryOfNodes(files, topology)]
  }

  /// The memory of all nodes together, where the sum is within a tenth of the machine's memory: a
  /// guest whose memory grew after its start may still list nodes of the old size.
  private static func memoryOfNodes(_ files: SystemFiles, _ topology: Topology) -> Capability {
    let sizes = topology.nodes.compactMap(\.byteCount)
    guard let total = MemoryFacts.total(files), sizes.count == topology.nodes.count else {
      return Capability(.nodes, "memory_of_all", .notExposed)
    }
    let sum = sizes.reduce(0, +)
    let agrees = abs(sum - total) <= total / 10
    return Capability(
      .nodes, "memory_of_all", agrees ? sum : nil, unit: "B",
      or: Absence(
        "sysfs_contradicts",
        "the nodes' files speak of \(sum >> 20) MiB and the machine has \(total >> 20) MiB",
        remedy: "don't plan by the size of a node here"))
  }
}
