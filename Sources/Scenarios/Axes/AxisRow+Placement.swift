internal import Machine
internal import Measure
internal import Support

/// The rows of the axes of placement: the number of workers, their CPUs and their memory.
extension AxisRow {
  static let threads = AxisRow(
    axis: .threads, columns: ["threads"],
    allowed: { _ in "a whole number from 1 to 4096, or \"all\"" },
    number: { count(of: $0, in: 1...4096) }, word: { word, _ in word == "all" ? .allCPUs : nil },
    label: { $0 == .allCPUs ? "all-cpus" : "t" + $0.text },
    ask: { value, request in
      let count = value == .allCPUs ? usableCPUCount(request) : value.count
      request.work.workerCount = count ?? request.work.workerCount
      return nil
    }, text: { $0.threads.map { "\($0)" } })

  static let cpus = AxisRow(
    axis: .cpus, columns: ["cpu_policy", "cpu_list"],
    allowed: { _ in "none, compact, spread, per-llc, or CPUs by number as \"list:0+2\"" },
    word: { word, _ in CPUPolicy(word).map { .name($0.text) } },
    label: { value in
      if value.text == "none" { return "unpinned" }
      return value.text.hasPrefix("list:") ? "cpus" + value.text.dropFirst(5) : value.text
    },
    ask: { value, request in
      if let policy = CPUPolicy(value.text) { request.placement.cpus = policy }
      return nil
    },
    alternatives: { value, topology in
      guard case .list(let ids) = CPUPolicy(value.text),
        ids.contains(where: { topology.cpu($0) == nil })
      else { return nil }
      return "CPUs of this process: \(listed(topology.cpus.map(\.id)))"
    },
    text: { keys in
      guard keys.cpuPolicy == "list" else { return policy(keys.cpuPolicy) }
      return "list:" + keys.cpuList.split(separator: ",").joined(separator: "+")
    })

  static let node = AxisRow(
    axis: .node, columns: ["cpu_node"], allowed: { _ in "a node's number, or \"each\"" },
    number: { count(of: $0, in: 0...1023) }, word: { word, _ in word == "each" ? .eachNode : nil },
    label: { $0 == .eachNode ? otherNodes : "n" + $0.text },
    expanded: { value, topology in
      guard value == .eachNode else { return [value] }
      return each(topology.cpuNodes.map { .count($0) }, or: value)
    },
    ask: { value, request in
      request.placement.node = value.count
      return nil
    },
    alternatives: { value, topology in
      guard let node = value.count, !topology.cpuNodes.contains(node) else { return nil }
      return "each, or a node with CPUs of this process: \(listed(topology.cpuNodes))"
    }, text: { $0.cpuNode.map { "\($0)" } })

  static let memory = AxisRow(
    axis: .memory, columns: ["mem_policy", "mem_node"],
    allowed: { _ in
      "first-touch, local, remote, interleave, bind (to each node in turn), or a node as \"bind:1\""
    },
    word: { word, _ in
      word == AxisValue.bindEach.text ? .bindEach : MemoryPolicy(word).map { .name($0.text) }
    },
    label: { value in
      if value == .bindEach { return otherNodes }
      return value.text.hasPrefix("bind:") ? "m" + value.text.dropFirst(5) : value.text
    },
    expanded: { value, topology in
      guard value == .bindEach else { return [value] }
      return each(topology.memoryNodes.map { .name(MemoryPolicy.bind($0).text) }, or: value)
    },
    ask: { value, request in
      request.placement.memory = MemoryPolicy(value.text)
      return nil
    },
    alternatives: { value, topology in
      guard case .bind(let node) = MemoryPolicy(value.text), !topology.memoryNodes.contains(node)
      else { return nil }
      let nodes = topology.memoryNodes.map { MemoryPolicy.bind($0).text }
      return "bind, or a node with memory for this process: " + nodes.joined(separator: ", ")
    },
    text: { keys in
      guard keys.memoryPolicy == "bind" else { return policy(keys.memoryPolicy) }
      return keys.memoryNode.map { "bind:\($0)" }
    })

  /// The label of a combination that stands for nodes which this machine lacks.
  private static let otherNodes = "other-nodes"

  /// Every node; on a machine with one node, the value itself stands for the missing ones.
  private static func each(_ nodes: [AxisValue], or value: AxisValue) -> [AxisValue] {
    nodes.count > 1 ? nodes : nodes + [value]
  }

  private static func count(of number: Double, in range: ClosedRange<Int>) -> AxisValue? {
    Int(exactly: number).flatMap { range.contains($0) ? .count($0) : nil }
  }

  /// The CPUs that a node and a list of CPUs leave.
  private static func usableCPUCount(_ request: CellRequest) -> Int {
    let placement = request.placement
    if case .list(let ids) = placement.cpus { return ids.count }
    let cpus = request.topology.cpus
    return max(1, cpus.count { placement.node == nil || $0.node == placement.node })
  }

  /// A policy as the command line writes it, from the word in its column.
  private static func policy(_ word: String) -> String {
    String(word.map { $0 == "_" ? "-" : $0 })
  }
}
