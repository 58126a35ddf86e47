internal import CXXHash

/// A 128-bit fingerprint of a store (XXH3-128, libxxhash); equal states have equal digests.
public struct StateDigest: Hashable, Sendable, CustomStringConvertible {
  /// What counts.
  public enum Scope: String, Sendable, CaseIterable {
    /// Per page, in order of id: id, size, epoch (64 bits each, little-endian), bytes.
    case data
    /// The same, then the write mask in whole 64-bit words, the metadata blob's
    /// length (64 bits) and the blob.
    case full
  }

  /// The two halves of the hash.
  public let high: UInt64
  /// The lower half.
  public let low: UInt64

  /// 32 hexadecimal digits, high half first.
  public var description: String { Self.hex(high) + Self.hex(low) }

  private static func hex(_ value: UInt64) -> String {
    let digits = String(value, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }
}

extension PageStore {
  /// The fingerprint of every page. Costs one pass over all bytes.
  public func digest(_ scope: StateDigest.Scope = .data) -> StateDigest {
    locked { state in
      var hasher = StateHasher()
      for slot in state.table.sortedSlots { hasher.add(slot, of: state.table, scope) }
      return hasher.finish()
    }
  }
}

@safe
private struct StateHasher: ~Copyable {
  private let state: OpaquePointer

  init() {
    guard let state = unsafe XXH3_createState() else {
      preconditionFailure("no memory for a hash state")
    }
    unsafe XXH3_128bits_reset(state)
    unsafe self.state = unsafe state
  }

  deinit { unsafe XXH3_freeState(state) }

  mutating func add(_ slot: Int, of table: borrowing PageTable, _ scope: StateDigest.Scope) {
    let frame = unsafe table.frames[slot]
    unsafe add([table.ids[slot], UInt64(frame.byteCount), frame.epoch])
    unsafe add(UnsafeRawBufferPointer(table.bytes(slot)))
    guard scope == .full else { return }
    add(frame.writtenMask)
    let blob = table.metadata[slot]?.blob ?? []
    add([UInt64(blob.count)])
    unsafe blob.withUnsafeBytes { unsafe add($0) }
  }

  private func add(_ words: [UInt64]) {
    let little = words.map(\.littleEndian)
    unsafe little.withUnsafeBytes { unsafe add($0) }
  }

  private func add(_ bytes: UnsafeRawBufferPointer) {
    unsafe XXH3_128bits_update(state, bytes.baseAddress, bytes.count)
  }

  func finish() -> StateDigest {
    let hash = unsafe XXH3_128bits_digest(state)
    return StateDigest(high: hash.high64, low: hash.low64)
  }
}
