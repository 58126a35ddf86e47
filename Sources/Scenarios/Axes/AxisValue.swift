/// One value of an axis, as a scenario or the command line states it, before a machine is known.
package enum AxisValue: Hashable, Sendable {
  /// A backend, an allocator, a pattern, or a policy of placement.
  case name(String)
  /// Bytes, threads, or a node's number.
  case count(Int)
  /// A density.
  case share(Double)
  /// The working set that no cache holds: four times the last level.
  case dram
  /// As many threads as there are allowed CPUs.
  case allCPUs
  /// One cell per node with CPUs.
  case eachNode
  /// One cell per node with memory, bound to it.
  case bindEach
}

extension AxisValue {
  /// Whether a choice of this value includes the other one: `each` and `bind` stand for every node.
  package func covers(_ other: AxisValue) -> Bool {
    switch (self, other) {
    case (.eachNode, .count): true
    case (.bindEach, .name(let text)): text.hasPrefix("bind:")
    default: self == other
    }
  }

  /// Whether the value stands for every node of a machine.
  var isEach: Bool { self == .eachNode || self == .bindEach }

  /// The number of bytes, of threads or of a node; nil for everything else.
  var count: Int? {
    guard case .count(let count) = self else { return nil }
    return count
  }

  /// The value as a scenario would write it.
  package var text: String {
    switch self {
    case .name(let name): name
    case .count(let count): "\(count)"
    case .share(let share): numberText(share)
    case .dram: "DRAM"
    case .allCPUs: "all"
    case .eachNode: "each"
    case .bindEach: "bind"
    }
  }
}
