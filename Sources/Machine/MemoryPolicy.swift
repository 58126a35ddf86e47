/// The ways to choose the memory nodes of workers.
package enum MemoryPolicy: Hashable, Sendable {
  /// The kernel's default: the node of the CPU that touches a page first.
  case firstTouch
  /// The worker's own node; other nodes only where that one is full.
  case local
  /// The nearest other node that has memory, and no other.
  case remote
  /// This node and no other.
  case bind(Int)
  /// Page by page over all nodes that have memory for this process.
  case interleave
}

extension MemoryPolicy {
  /// Reads a policy from `text`; nil for any other text.
  package init?(_ text: String) {
    switch text {
    case "first-touch": self = .firstTouch
    case "local": self = .local
    case "remote": self = .remote
    case "interleave": self = .interleave
    default:
      let number = text.dropFirst(5)
      guard text.hasPrefix("bind:"), number.allSatisfy(\.isNumber), let node = Int(number) else {
        return nil
      }
      self = .bind(node)
    }
  }

  /// The spelling in scenarios and on the command line: "first-touch", "bind:1".
  package var text: String {
    switch self {
    case .firstTouch: "first-touch"
    case .local: "local"
    case .remote: "remote"
    case .bind(let node): "bind:\(node)"
    case .interleave: "interleave"
    }
  }
}
