internal import CNUMA
internal import Glibc

/// The kernel's memory policy of one thread: what a `MemoryPolicy` comes to for one worker.
package enum MemoryBinding: Hashable, Sendable {
  /// The node of the CPU that touches a page first.
  case firstTouch
  /// This node, others where it is full.
  case prefer(Int)
  /// This node and no other.
  case bind(Int)
  /// Page by page over these nodes.
  case interleave([Int])

  /// The nodes it names.
  package var nodes: [Int] {
    switch self {
    case .firstTouch: []
    case .prefer(let node), .bind(let node): [node]
    case .interleave(let nodes): nodes
    }
  }

  /// Makes it the policy of the calling thread for what it touches from now on; 0 or the errno
  /// value.
  ///
  /// The default is restored where the process inherited something else. Where the kernel refuses
  /// even that, it would have refused the other too.
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
