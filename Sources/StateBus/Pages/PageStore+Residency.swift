package import Machine

extension PageStore {
  /// On which memory nodes a sample of its pages' bytes lies, evenly spread over the pages; nil
  /// where the kernel doesn't tell, or there is no page.
  package func residency(
    sampleCount: Int = PageResidency.sampleCount
  ) -> PageResidency? {
    locked { state -> PageResidency? in
      let slots = state.table.sortedSlots
      let count = min(slots.count, sampleCount)
      guard count > 0 else { return nil }
      let addresses = (0..<count).map { index in
        let frame = unsafe state.table.frames[slots[index * slots.count / count]]
        // Another part of each page, so that all parts of large ones are looked at.
        return unsafe UInt(bitPattern: frame.base + Int(frame.byteCount) * index / count)
      }
      let byteCount = slots.reduce(0) { unsafe $0 + Int(state.table.frames[$1].byteCount) }
      return PageResidency.query(addresses: addresses, byteCount: byteCount)
    }
  }
}
