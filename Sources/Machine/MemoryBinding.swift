internal import CNUMA
internal import Glibc

/// The kernel's memory policy of one thread: the result of a `MemoryPolicy` for one worker.
package enum MemoryBinding: Hashable, Sendable {
  /// The node of the CPU that touches a page first.
  case firstTouch
  /// This node, other nodes where it is full.
  case prefer(Int)
  /// This node and no other.
  case bind(Int)
  /// Page by page over these nodes.
  case interleave([Int])

  /// The nodes of the policy.
  package var nodes: [Int] {
    switch self {
    case .firstTouch: []
    case .prefer(let node), .bind(let node): [node]
    case .interleave(let nodes): nodes
    }
  }

  /// Sets the policy of the calling thread for pages that it touches later; 0 or the errno value.
  ///
  /// First touch restores the default, in case the process inherited another policy. A refusal is
  /// ignored: a kernel that refuses the default would have refused the inherited policy too.
  func applyToThread() -> Int32 {
    switch self {
    case .firstTouch:
      _ = set_mempolicy(MPOL_DEFAULT, nil, 0)
      return 0
    case .prefer: return set(MPOL_PREFERRED)
    case .bind: return set(MPOL_BIND)
    case .interleave: return set(MPOL_INTERLEAVE)
    }
  }

  private func set(_ mode: Int32) -> Int32 {
    unsafe MemoryNodes.withMask(of: nodes) { mask, bitCount in
      unsafe set_mempolicy(mode, mask, bitCount) == 0 ? 0 : errno
    }
  }
}
