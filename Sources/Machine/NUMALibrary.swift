internal import CNUMA
internal import Glibc
internal import Support

/// What libnuma knows of the running machine's nodes; asked where sysfs is silent.
///
/// Nothing here is called before `obstacle` has answered nil.
enum NUMALibrary {
  /// Why the kernel has no memory policy for this process; nil where it has one.
  static func obstacle() -> String? {
    errno = 0
    guard numa_available() < 0 else { return nil }
    let cause = errno == 0 ? "" : " (\(systemErrorText(errno)))"
    return "the kernel refuses memory policies\(cause): it is built without NUMA, "
      + "or a container needs CAP_SYS_NICE"
  }

  /// The ids of the nodes there are.
  static func nodes() -> [Int] { Array(0...Int(max(0, numa_max_node()))) }

  /// The node's memory; nil where it doesn't say.
  static func byteCount(of node: Int) -> Int? {
    let size = numa_node_size64(Int32(node), nil)
    return size >= 0 ? Int(size) : nil
  }

  /// How far memory of one node is from another's CPUs, 10 for its own; nil where it doesn't say.
  static func distance(from node: Int, to other: Int) -> Int? {
    let distance = numa_distance(Int32(node), Int32(other))
    return distance > 0 ? Int(distance) : nil
  }
}
