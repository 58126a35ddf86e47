internal import CNUMA
internal import Glibc
internal import Support

/// The facts that libnuma has about the running machine's nodes, for facts missing from sysfs.
///
/// Call the other functions only after `obstacle` has answered nil.
enum NUMALibrary {
  /// The reason why this process can't use memory policies; nil where it can.
  static func obstacle() -> String? {
    errno = 0
    guard numa_available() < 0 else { return nil }
    let cause = errno == 0 ? "" : " (\(systemErrorText(errno)))"
    return "the kernel refuses memory policies\(cause): it is built without NUMA, "
      + "or a container needs CAP_SYS_NICE"
  }

  /// The ids of all nodes.
  static func nodes() -> [Int] { Array(0...Int(max(0, numa_max_node()))) }

  /// The node's memory; nil where libnuma doesn't report it.
  static func byteCount(of node: Int) -> Int? {
    let size = numa_node_size64(Int32(node), nil)
    return size >= 0 ? Int(size) : nil
  }

  /// The distance of one node's memory from another node's CPUs, 10 within a node; nil if unknown.
  static func distance(from node: Int, to other: Int) -> Int? {
    let distance = numa_distance(Int32(node), Int32(other))
    return distance > 0 ? Int(distance) : nil
  }
}
