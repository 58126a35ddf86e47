/// A refusal of memory, of huge pages or of a memory node.
public enum RegionError: KindedError, Equatable {
  /// The kernel refused address space or memory.
  case memoryRefused(byteCount: Int, code: Int32)
  /// The kernel refused to advise huge pages.
  case hugePagesRefused(code: Int32)
  /// The machine has no such memory node.
  case noSuchNode(node: Int, available: [Int])
  /// The kernel refused to bind the memory to the node.
  case bindingRefused(node: Int, code: Int32)

  /// The kind, by the remedy.
  public var kind: ErrorKind {
    switch self {
    case .noSuchNode: .usage
    case .memoryRefused, .hugePagesRefused, .bindingRefused: .environment
    }
  }

  /// One line: the fact, and the remedy.
  public var description: String {
    switch self {
    case .memoryRefused(let byteCount, let code):
      "the system refused \(byteText(byteCount)) of memory (\(systemErrorText(code))); ask for less"
    case .hugePagesRefused(let code):
      "the kernel offers no huge pages (\(systemErrorText(code))); use ordinary pages"
    case .noSuchNode(let node, let available):
      "there is no memory node \(node); this machine has \(listed(available))"
    case .bindingRefused(let node, let code):
      "the kernel refused to bind memory to node \(node) (\(systemErrorText(code))); "
        + "a container needs CAP_SYS_NICE or a profile that allows mbind"
    }
  }
}
