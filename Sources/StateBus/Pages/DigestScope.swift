public import Support

/// Fingerprints of a store (XXH3-128); equal states have equal digests.
public enum DigestScope: String, Sendable, CaseIterable {
  /// Per page, in order of id: id, size, epoch (64 bits each, little-endian), bytes.
  case data
  /// The same, then the location's tag, the write mask in whole 64-bit words, the metadata blob's
  /// length (64 bits) and the blob.
  case full
}

extension PageStore {
  /// The fingerprint of every page. Costs one pass over all bytes.
  public func digest(_ scope: DigestScope = .data) -> Digest {
    locked { state in
      var digest = DigestBuilder()
      for slot in state.table.sortedSlots { digest.add(slot, of: state.table, scope) }
      return digest.finish()
    }
  }
}

extension DigestBuilder {
  fileprivate mutating func add(
    _ slot: Int, of table: borrowing PageTable, _ scope: DigestScope
  ) {
    let frame = unsafe table.frames[slot]
    update(table.id(slot).rawValue)
    update(UInt64(frame.byteCount))
    update(frame.epoch)
    unsafe update(table.bytes(slot).bytes)
    guard scope == .full else { return }
    update(UInt64(frame.location.rawValue))
    for word in table.masks.words(of: frame) { update(word) }
    let blob = table.metadata[slot]?.blob ?? []
    update(UInt64(blob.count))
    update(blob)
  }
}
