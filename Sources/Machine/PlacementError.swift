internal import Glibc
package import Support

/// The reasons why workers can't be placed as requested.
package enum PlacementError: KindedError, Equatable {
  /// A plan for zero workers.
  case noWorkers
  /// More workers than CPUs.
  case tooFewCPUs(asked: Int, available: [Int], node: Int?)
  /// Some of these CPUs are not allowed to this process, or not on the node.
  case cpusNotAllowed(asked: [Int], available: [Int], node: Int?)
  /// The machine lacks the node, or the process may not use its CPUs.
  case noSuchNode(node: Int, available: [Int])
  /// The node has no memory for this process.
  case noMemoryOnNode(node: Int, available: [Int])
  /// A second memory node is needed, and only these nodes have memory.
  case onlyMemoryNode([Int])
  /// The request needs pinned workers.
  case needsPinning(String)
  /// A worker per cache, where the kernel doesn't say which CPUs share a cache.
  case cachesUnknown
  /// Memory can't be bound on this machine.
  case bindingUnavailable(String)
  /// The kernel refused to make a thread.
  case threadRefused(worker: Int, code: Int32)
  /// The kernel refused to pin a thread to its CPU.
  case pinningRefused(cpu: Int, code: Int32)
  /// The kernel refused a thread's memory policy.
  case memoryPolicyRefused(nodes: [Int], code: Int32)

  /// One line: the fact, and the remedy.
  package var description: String {
    switch self {
    case .noWorkers:
      "no worker was asked for; ask for one at least"
    case .tooFewCPUs(let asked, let available, let node):
      "\(asked) threads need as many CPUs; " + (node.map { "on node \($0) " } ?? "")
        + "this process may use \(listed(available))"
    case .cpusNotAllowed(let asked, let available, let node):
      "CPUs \(listed(asked)) are not all there; " + (node.map { "on node \($0) " } ?? "")
        + "this process may use \(listed(available))"
    case .noSuchNode(let node, let available):
      "there is no node \(node) with CPUs for this process; there is \(listed(available))"
    case .noMemoryOnNode(let node, let available):
      "there is no node \(node) with memory for this process; there is \(listed(available))"
    case .onlyMemoryNode(let nodes):
      "there is no other node with memory for this process than \(listed(nodes))"
    case .needsPinning(let what):
      "\(what) means nothing for workers that are not pinned; choose another cpus than none"
    case .cachesUnknown:
      "the kernel doesn't say which CPUs share a cache; choose another cpus than per-llc"
    case .bindingUnavailable(let reason): reason
    case .threadRefused(let worker, let code):
      "the system refused the thread of worker \(worker) (\(systemErrorText(code))); "
        + "ask for fewer threads"
    case .pinningRefused(let cpu, let code):
      "the kernel refused to pin a thread to CPU \(cpu) (\(systemErrorText(code))); "
        + (Self.isForbidden(code)
          ? "leave the threads unpinned with --axis cpus=none"
          : "choose from this process's allowed CPUs")
    case .memoryPolicyRefused(let nodes, let code):
      "the kernel refused memory of node \(listed(nodes)) (\(systemErrorText(code))); "
        + "a container needs CAP_SYS_NICE or a profile that allows set_mempolicy"
    }
  }

  /// Whether the kernel forbids pinning itself, to any CPU.
  private static func isForbidden(_ code: Int32) -> Bool { [EPERM, EACCES, ENOSYS].contains(code) }

  package var kind: ErrorKind {
    switch self {
    case .noWorkers, .needsPinning: .usage
    case .tooFewCPUs, .cpusNotAllowed, .noSuchNode, .noMemoryOnNode, .onlyMemoryNode,
      .cachesUnknown, .bindingUnavailable, .threadRefused, .pinningRefused, .memoryPolicyRefused:
      .environment
    }
  }

  /// The stable word for the `reason_code` column.
  package var reasonCode: String {
    switch self {
    case .noWorkers, .tooFewCPUs: "too_few_cpus"
    case .cpusNotAllowed: "cpu_not_allowed"
    case .noSuchNode: "no_such_node"
    case .noMemoryOnNode: "no_memory_on_node"
    case .onlyMemoryNode: "single_node"
    case .needsPinning: "not_pinned"
    case .cachesUnknown: "cache_sharing_unknown"
    case .bindingUnavailable: "numa_unavailable"
    case .threadRefused: "thread_refused"
    case .pinningRefused: "affinity_denied"
    case .memoryPolicyRefused: "mempolicy_denied"
    }
  }
}
