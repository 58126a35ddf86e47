import Foundation
import Machine

/// A folder in the place of "/" for a test: the sysfs and procfs files of some machine; removed at
/// the end.
final class RecordedTree {
  private let folder: URL

  init(_ contents: [String: String] = [:]) throws {
    folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("mmsb-tree-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    for (path, text) in contents { try write(path, text) }
  }

  deinit {
    try? FileManager.default.removeItem(at: folder)
  }

  var files: SystemFiles { SystemFiles(root: folder.path) }

  var topology: Topology { Topology.read(from: files) }

  func write(_ path: String, _ text: String) throws {
    let file = folder.appendingPathComponent(path)
    try FileManager.default.createDirectory(
      at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data((text + "\n").utf8).write(to: file)
  }

  func writeNode(_ id: Int, cpus: String, kibibytes: Int, distances: String? = nil) throws {
    try write("sys/devices/system/node/node\(id)/cpulist", cpus)
    if let distances { try write("sys/devices/system/node/node\(id)/distance", distances) }
    try write(
      "sys/devices/system/node/node\(id)/meminfo",
      "Node \(id) MemTotal:       \(kibibytes) kB\nNode \(id) MemFree:        12 kB")
  }

  func writeCPU(_ id: Int, package: Int, core: Int, siblings: String) throws {
    let path = "sys/devices/system/cpu/cpu\(id)/topology"
    try write("\(path)/physical_package_id", "\(package)")
    try write("\(path)/core_id", "\(core)")
    try write("\(path)/thread_siblings_list", siblings)
  }

  func writeCache(
    cpu: Int, index: Int, level: Int, type: String, size: String?, sharing: String
  ) throws {
    let path = "sys/devices/system/cpu/cpu\(cpu)/cache/index\(index)"
    try write("\(path)/level", "\(level)")
    try write("\(path)/type", type)
    if let size { try write("\(path)/size", size) }
    try write("\(path)/shared_cpu_list", sharing)
  }

  /// One socket of four nodes with two CPUs each, on a square: the node across is the farthest; a
  /// last-level cache a node. With `memoryless`, nodes 2 and 3 have no memory.
  static func fourNodes(memoryless: Bool = false) throws -> RecordedTree {
    let tree = try RecordedTree([
      "sys/devices/system/cpu/online": "0-7", "sys/devices/system/cpu/present": "0-7",
      "sys/devices/system/node/online": "0-3", "proc/self/status": "Cpus_allowed_list:\t0-7",
    ])
    let rows = ["10 12 12 14", "12 10 14 12", "12 14 10 12", "14 12 12 10"]
    for node in 0..<4 {
      let pair = "\(2 * node)-\(2 * node + 1)"
      try tree.writeNode(
        node, cpus: pair, kibibytes: memoryless && node > 1 ? 0 : 8 << 20, distances: rows[node])
      for cpu in [2 * node, 2 * node + 1] {
        try tree.writeCPU(cpu, package: 0, core: cpu, siblings: "\(cpu)")
        try tree.writeCache(
          cpu: cpu, index: 0, level: 3, type: "Unified", size: "8192K", sharing: pair)
      }
    }
    return tree
  }

  /// Two sockets of two cores of two threads: CPUs 0 to 3 are the cores, 4 to 7 their siblings;
  /// each socket is a node with 64 GiB and a last-level cache of 16 MiB.
  static func twoSockets(allowed: String = "0-7") throws -> RecordedTree {
    let tree = try RecordedTree([
      "sys/devices/system/cpu/online": "0-7",
      "sys/devices/system/node/online": "0-1",
      "proc/self/status": "Name:\tx\nCpus_allowed:\tff\nCpus_allowed_list:\t\(allowed)",
      "proc/meminfo": "MemTotal:       134217728 kB\nSwapTotal:  0 kB",
    ])
    try tree.writeNode(0, cpus: "0-1,4-5", kibibytes: 64 << 20, distances: "10 21")
    try tree.writeNode(1, cpus: "2-3,6-7", kibibytes: 64 << 20, distances: "21 10")
    for cpu in 0..<8 {
      let core = cpu % 4, socket = core / 2
      try tree.writeCPU(cpu, package: socket, core: core % 2, siblings: "\(core),\(core + 4)")
      try tree.writeCache(
        cpu: cpu, index: 0, level: 1, type: "Data", size: "48K", sharing: "\(core),\(core + 4)")
      try tree.writeCache(
        cpu: cpu, index: 1, level: 1, type: "Instruction", size: "32K",
        sharing: "\(core),\(core + 4)")
      try tree.writeCache(
        cpu: cpu, index: 2, level: 3, type: "Unified", size: "16384K",
        sharing: socket == 0 ? "0-1,4-5" : "2-3,6-7")
    }
    return tree
  }
}
