internal import CNUMA
internal import Glibc
public import Support

/// Regions on a memory node, which is bound or refused; nil leaves the choice to the first touch.
extension MappedRegion {
  /// Reserves and commits at least `byteCount` bytes on a node.
  public init(byteCount: Int, hugePages: Bool = false, node: Int?) throws(RegionError) {
    unsafe try self.init(
      byteCount, committed: true, hugePages: hugePages, node: node,
      bind: { base, count throws(RegionError) in unsafe try Self.bind(base, count, to: node) })
  }

  /// Reserves addresses for at least `byteCount` bytes on a node and commits none of them.
  public init(reserving byteCount: Int, hugePages: Bool = false, node: Int?) throws(RegionError) {
    unsafe try self.init(
      byteCount, committed: false, hugePages: hugePages, node: node,
      bind: { base, count throws(RegionError) in unsafe try Self.bind(base, count, to: node) })
  }

  private static func bind(
    _ base: UnsafeMutableRawPointer, _ byteCount: Int, to node: Int?
  ) throws(RegionError) {
    guard let node else { return }
    let nodes = MemoryNodes.online()
    guard nodes.contains(node) else { throw .noSuchNode(node: node, available: nodes) }
    guard nodes.count > 1 else { return }  // a single node needs no binding
    let code = unsafe MemoryNodes.withMask(of: [node]) { mask, bitCount in
      // Safe: the range belongs to the region being made, and the mask has `bitCount` bits or more.
      unsafe mbind(base, UInt(byteCount), Int32(MPOL_BIND), mask, bitCount, 0) == 0 ? 0 : errno
    }
    guard code == 0 else { throw .bindingRefused(node: node, code: code) }
  }

}
