internal import CNUMA
internal import CPlatform

/// Memory that the process has touched already, wherever that was.
package enum ProcessMemory {
  /// Gives the heap's free memory back to the kernel, and moves what is left to one node.
  ///
  /// Workers allocate from the same heap as everything before them: what they get must not lie
  /// where somebody else touched it first. Takes some milliseconds. Where the kernel refuses to
  /// move, memory stays where it is, and the audit finds it.
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
  /// The one node that all workers' memory is to come from; nil where there are several, or nobody
  /// knows.
  package static func commonMemoryNode(_ places: [Place], _ topology: Topology) -> Int? {
    let nodes = places.map { place in
      place.memory == .firstTouch
        ? place.cpu.flatMap(topology.cpu)?.node
        : place.memory.nodes.count == 1 ? place.memory.nodes[0] : nil
    }
    return Set(nodes).count == 1 ? nodes[0] : nil
  }
}
