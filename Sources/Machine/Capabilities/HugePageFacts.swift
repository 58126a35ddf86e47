/// A pool of reserved huge pages of one size, on the machine or on one memory node.
package struct HugePageFacts: Equatable, Sendable {
  /// The size of one page.
  package var byteCount: Int
  /// The memory node; nil for the machine as a whole.
  package var node: Int?
  /// The reserved pages, and the free ones among them.
  package var total: Int?
  package var free: Int?

  /// Makes a pool from its facts.
  package init(byteCount: Int, node: Int? = nil, total: Int?, free: Int?) {
    self.byteCount = byteCount
    self.node = node
    self.total = total
    self.free = free
  }

  /// The pools of the machine, smallest pages first, then those of each node where there are
  /// several nodes; nil where the kernel lists no pools at all.
  package static func read(from files: SystemFiles = .live, nodes: [Int]) -> [HugePageFacts]? {
    guard let whole = pools(files, "/sys/kernel/mm/hugepages", node: nil) else { return nil }
    guard nodes.count > 1 else { return whole }
    return whole
      + nodes.flatMap { node in
        pools(files, "/sys/devices/system/node/node\(node)/hugepages", node: node) ?? []
      }
  }

  private static func pools(
    _ files: SystemFiles, _ folder: String, node: Int?
  ) -> [HugePageFacts]? {
    guard let names = files.names(in: folder) else { return nil }
    return names.compactMap { name -> HugePageFacts? in
      guard name.hasPrefix("hugepages-"),
        let size = MemoryFacts.byteCount(String(name.dropFirst("hugepages-".count)))
      else { return nil }
      return HugePageFacts(
        byteCount: size, node: node, total: files.number("\(folder)/\(name)/nr_hugepages"),
        free: files.number("\(folder)/\(name)/free_hugepages"))
    }.sorted { $0.byteCount < $1.byteCount }
  }
}
