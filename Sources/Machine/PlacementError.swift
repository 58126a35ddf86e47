/// Why workers could not be placed as asked.
package enum PlacementError: Error, Equatable, CustomStringConvertible {
  /// A plan for no worker at all.
  case noWorkers
  /// More workers than CPUs.
  case tooFewCPUs(asked: Int, available: [Int], node: Int?)
  /// The machine has no such node, or none of its CPUs is allowed.
  case noSuchNode(node: Int, available: [Int])
  /// The kernel made no thread.
  case threadRefused(code: Int32)
  /// The kernel did not pin a thread to its CPU.
  case pinningRefused(cpu: Int, code: Int32)
  /// The kernel did not take a thread's memory preference.
  case memoryPolicyRefused(node: Int, code: Int32)

  /// One line: the fact, and the way out.
  package var description: String {
    switch self {
    case .noWorkers:
      "no worker was asked for; ask for one at least"
    case .tooFewCPUs(let asked, let available, nil):
      "\(asked) threads need as many CPUs; this process may use \(listed(available))"
    case .tooFewCPUs(let asked, let available, let node?):
      "\(asked) threads need as many CPUs; "
        + "on node \(node) this process may use \(listed(available))"
    case .noSuchNode(let node, let available):
      "there is no node \(node) with CPUs for this process; there is \(listed(available))"
    case .threadRefused(let code):
      "the system refused a thread (\(systemErrorText(code))); ask for fewer"
    case .pinningRefused(let cpu, let code):
      "the kernel refused to pin a thread to CPU \(cpu) (\(systemErrorText(code))); "
        + "choose from this process's allowed CPUs"
    case .memoryPolicyRefused(let node, let code):
      "the kernel refused memory node \(node) (\(systemErrorText(code))); "
        + "a container needs CAP_SYS_NICE or a profile that allows set_mempolicy"
    }
  }

  /// The stable word for the `reason_code` column.
  package var reasonCode: String {
    switch self {
    case .noWorkers, .tooFewCPUs: "too_few_cpus"
    case .noSuchNode: "no_such_node"
    case .threadRefused: "thread_refused"
    case .pinningRefused: "affinity_denied"
    case .memoryPolicyRefused: "mempolicy_denied"
    }
  }
}
