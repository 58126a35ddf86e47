/// The ways to spread workers over CPUs.
package enum CPUPolicy: Hashable, Sendable {
  /// Not pinned: the kernel may move the workers.
  case none
  /// Close together.
  case compact
  /// Turn by turn over nodes, sockets and last-level caches.
  case spread
  /// One worker on each last-level cache before any cache gets a second.
  case perCache
  /// These CPUs, in this order.
  case list([Int])
}

extension CPUPolicy {
  /// Reads a policy from `text`; nil for any other text.
  package init?(_ text: String) {
    switch text {
    case "none": self = .none
    case "compact": self = .compact
    case "spread": self = .spread
    case "per-llc": self = .perCache
    default:
      guard text.hasPrefix("list:") else { return nil }
      let parts = text.dropFirst(5).split(separator: "+", omittingEmptySubsequences: false)
      let ids = parts.compactMap { $0.allSatisfy(\.isNumber) ? Int($0) : nil }
      guard ids.count == parts.count, Set(ids).count == ids.count else { return nil }
      self = .list(ids)
    }
  }

  /// The spelling in scenarios and on the command line: "per-llc", "list:0+2".
  package var text: String {
    switch self {
    case .none: "none"
    case .compact: "compact"
    case .spread: "spread"
    case .perCache: "per-llc"
    case .list(let ids): "list:" + ids.map { String($0) }.joined(separator: "+")
    }
  }
}
