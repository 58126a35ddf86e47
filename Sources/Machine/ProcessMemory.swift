internal import CNUMA
internal import CPlatform

/// Memory that the process has touched already, on any node.
package enum ProcessMemory {
  /// Gives the heap's free memory back to the kernel, and moves the rest to one node.
  ///
  /// Workers allocate from the heap that earlier code used: their memory must not be on the node
  /// where another thread touched it first. A call takes some milliseconds. Where the kernel
  /// refuses to move memory, the memory stays, and the audit reports it.
  package static func gather(on node: Int, _ topology: Topology) {
    cp_malloc_give_back()
    let others = topology.nodes.map(\.id).filter { $0 != node }
    guard !others.isEmpty else { return }
    let last = topology.nodes.map(\.id).max() ?? 0
    unsafe _ = MemoryNodes.withMask(of: others, reaching: last) { from, bitCount in
      unsafe MemoryNodes.withMask(of: [node], reaching: last) { to, _ in
        unsafe Int32(truncatingIfNeeded: migrate_pages(0, bitCount, from, to))
      }
    }
  }
}

extension Placement {
  /// The one node that all workers' memory comes from; nil for several nodes or an unknown one.
  package static func commonMemoryNode(_ places: [Place], _ topology: Topology) -> Int? {
    let nodes = places.map { place in
      place.memory == .firstTouch
        ? place.cpu.flatMap(topology.cpu)?.node
        : place.memory.nodes.count == 1 ? place.memory.nodes[0] : nil
    }
    return Set(nodes).count == 1 ? nodes[0] : nil
  }
}
