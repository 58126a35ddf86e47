internal import Glibc

/// The memory nodes of the running machine, for binding memory.
enum MemoryNodes {
  /// The ids of the online nodes; node 0 alone where the kernel doesn't list nodes.
  static func online() -> [Int] {
    SystemFiles.live.idList("/sys/devices/system/node/online") ?? [0]
  }

  /// Calls `body` with a mask of these nodes and its length, in the form the kernel reads.
  /// `last` makes the two masks of one system call equally long.
  static func withMask(
    of nodes: [Int], reaching last: Int = 0, _ body: (UnsafePointer<UInt>, UInt) -> Int32
  ) -> Int32 {
    let most = max(last, nodes.max() ?? 0)
    var words = [UInt](repeating: 0, count: most / UInt.bitWidth + 1)
    for node in nodes { words[node / UInt.bitWidth] |= 1 << UInt(node % UInt.bitWidth) }
    // The kernel reads one bit less than the count passed.
    let bitCount = UInt(words.count * UInt.bitWidth + 1)
    return unsafe words.withUnsafeBufferPointer { buffer in
      guard let mask = buffer.baseAddress else { return EINVAL }
      return unsafe body(mask, bitCount)
    }
  }
}
