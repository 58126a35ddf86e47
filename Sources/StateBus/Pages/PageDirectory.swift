/// Slots by page id: open addressing with linear probing over 32-bit slot numbers.
///
/// Lookup, insertion and removal are constant time on average; 5 to 10 bytes a page. Keys are not
/// kept here: the caller's column of ids, by slot, is.
@safe
struct PageDirectory: ~Copyable {
  private var entries: UnsafeMutableBufferPointer<UInt32>
  private var count = 0

  init() {
    unsafe entries = .allocate(capacity: 16)
    unsafe entries.initialize(repeating: 0)
  }

  deinit { unsafe entries.deallocate() }

  private var mask: Int { unsafe entries.count - 1 }

  private func home(_ id: UInt64) -> Int {
    // Fibonacci hashing: the high bits of the product are well mixed for consecutive ids too.
    Int(truncatingIfNeeded: (id &* 0x9e37_79b9_7f4a_7c15) >> 32) & mask
  }

  /// The slot of an id, nil if it has none.
  @inline(__always)
  func find(_ id: UInt64, ids: UnsafeMutablePointer<UInt64>) -> Int? {
    var place = home(id)
    while true {
      let entry = unsafe entries[place]
      if entry == 0 { return nil }
      if unsafe ids[Int(entry) - 1] == id { return Int(entry) - 1 }
      place = (place + 1) & mask
    }
  }

  /// Adds the slot of an id that is not there; `ids[slot]` is set already.
  mutating func insert(_ id: UInt64, slot: Int, ids: UnsafeMutablePointer<UInt64>) {
    if unsafe (count + 1) * 5 > entries.count * 4 { unsafe grow(ids) }
    place(id, UInt32(slot + 1))
    count += 1
  }

  private func place(_ id: UInt64, _ entry: UInt32) {
    var place = home(id)
    while unsafe entries[place] != 0 { place = (place + 1) & mask }
    unsafe entries[place] = entry
  }

  private mutating func grow(_ ids: UnsafeMutablePointer<UInt64>) {
    let old = unsafe entries
    unsafe entries = .allocate(capacity: old.count * 2)
    unsafe entries.initialize(repeating: 0)
    for index in old.indices {
      let entry = unsafe old[index]
      if entry != 0 { unsafe place(ids[Int(entry) - 1], entry) }
    }
    unsafe old.deallocate()
  }

  /// Removes an id that is there, and closes the gap so that no probe ends early.
  mutating func remove(_ id: UInt64, ids: UnsafeMutablePointer<UInt64>) {
    var gap = home(id)
    while unsafe ids[Int(entries[gap]) - 1] != id { gap = (gap + 1) & mask }
    var next = (gap + 1) & mask
    while unsafe entries[next] != 0 {
      let wanted = unsafe home(ids[Int(entries[next]) - 1])
      if (next - wanted) & mask >= (next - gap) & mask {
        unsafe entries[gap] = unsafe entries[next]
        gap = next
      }
      next = (next + 1) & mask
    }
    unsafe entries[gap] = 0
    count -= 1
  }
}
