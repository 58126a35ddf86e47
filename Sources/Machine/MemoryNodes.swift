internal import Glibc

/// The memory nodes of the running machine, as far as binding memory needs them.
enum MemoryNodes {
  /// The ids of the nodes that are on line; node 0 alone where the kernel knows no nodes.
  static func online() -> [Int] {
    SystemFiles.live.idList("/sys/devices/system/node/online") ?? [0]
  }

  /// Calls `body` with a mask of these nodes and its length, in the form the kernel reads.
  /// Masks that one call reads have the same length: the longest that either needs.
  static func withMask(
    of nodes: [Int], reaching last: Int = 0, _ body: (UnsafePointer<UInt>, UInt) -> Int32
  ) -> Int32 {
    let most = max(last, nodes.max() ?? 0)
    var words = [UInt](repeating: 0, count: most / UInt.bitWidth + 1)
    for node in nodes { words[node / UInt.bitWidth] |= 1 << UInt(node % UInt.bitWidth) }
    // The kernel reads one bit less than it is told.
    let bitCount = UInt(words.count * UInt.bitWidth + 1)
    return unsafe words.withUnsafeBufferPointer { buffer in
      guard let mask = buffer.baseAddress else { return EINVAL }
      return unsafe body(mask, bitCount)
    }
  }
}
