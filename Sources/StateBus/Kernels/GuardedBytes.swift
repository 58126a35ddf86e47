/// Bytes at a chosen alignment with guards before and behind, to notice writes outside.
@safe
package struct GuardedBytes: ~Copyable {
  private let storage: UnsafeMutableRawBufferPointer
  private let offset: Int
  private let count: Int

  private static let guardByteCount = 128
  private static let guardByte: UInt8 = 0x7c

  /// The bytes, `alignment` behind a 64-byte boundary.
  package init(_ bytes: [UInt8], alignment: Int) {
    precondition((0..<64).contains(alignment), "an alignment is counted from a 64-byte boundary")
    offset = Self.guardByteCount + alignment
    count = bytes.count
    let whole = offset + count + Self.guardByteCount
    unsafe storage = .allocate(byteCount: whole, alignment: 64)
    _ = unsafe storage.initializeMemory(as: UInt8.self, repeating: Self.guardByte)
    // Safe: the storage holds the offset, the bytes and a guard behind them.
    unsafe bytes.withUnsafeBytes {
      if let start = $0.baseAddress {
        unsafe (storage.baseAddress.unsafelyUnwrapped + offset).copyMemory(
          from: start, byteCount: count)
      }
    }
  }

  deinit { unsafe storage.deallocate() }

  /// The bytes between the guards.
  package var bytes: RawSpan {
    @_lifetime(borrow self)
    get {
      let inner = unsafe UnsafeRawBufferPointer(rebasing: storage[offset..<offset + count])
      return unsafe _overrideLifetime(inner.bytes, borrowing: self)
    }
  }

  /// The bytes between the guards, for writing.
  package var mutableBytes: MutableRawSpan {
    @_lifetime(&self)
    mutating get {
      let inner = unsafe UnsafeMutableRawBufferPointer(rebasing: storage[offset..<offset + count])
      return unsafe _overrideLifetime(inner.mutableBytes, mutating: &self)
    }
  }

  /// A copy of the bytes between the guards.
  package var content: [UInt8] { unsafe Array(storage[offset..<offset + count]) }

  /// Whether the guards are unchanged.
  package var isIntact: Bool {
    unsafe storage[..<offset].allSatisfy { $0 == Self.guardByte }
      && storage[(offset + count)...].allSatisfy { $0 == Self.guardByte }
  }
}

/// Words with a guard before and behind.
@safe
package struct GuardedWords: ~Copyable {
  private let storage: UnsafeMutableBufferPointer<UInt64>

  private static let guardWord: UInt64 = 0x7c7c_7c7c_7c7c_7c7c

  /// The words between two guards.
  package init(_ words: [UInt64]) {
    unsafe storage = .allocate(capacity: words.count + 2)
    _ = unsafe storage.initialize(from: [Self.guardWord] + words + [Self.guardWord])
  }

  deinit { unsafe storage.deallocate() }

  /// The words between the guards, for writing.
  package var mutableWords: MutableSpan<UInt64> {
    @_lifetime(&self)
    mutating get {
      let inner = unsafe UnsafeMutableBufferPointer(rebasing: storage[1..<storage.count - 1])
      return unsafe _overrideLifetime(inner.mutableSpan, mutating: &self)
    }
  }

  /// A copy of the words between the guards.
  package var content: [UInt64] { unsafe Array(storage[1..<storage.count - 1]) }

  /// Whether the guards are unchanged.
  package var isIntact: Bool {
    unsafe storage[0] == Self.guardWord && storage[storage.count - 1] == Self.guardWord
  }
}
