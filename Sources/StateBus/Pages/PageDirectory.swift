internal import Support

/// Slots by page id: open addressing with linear probing over 32-bit slot numbers.
///
/// Lookup, insertion and removal are constant time on average, for ids that somebody chose too: the
/// hash has a key that is drawn for each directory. Takes 5 to 6.3 bytes a page. Ids are not kept
/// here: the caller's column of ids, by slot, is.
@safe
struct PageDirectory: ~Copyable {
  private var entries: UnsafeMutablePointer<UInt32>?
  private var capacity = 0
  /// Ids in the directory.
  private(set) var count = 0
  /// The key of the hash.
  let key: HashKey

  init(key: HashKey) {
    unsafe entries = nil
    self.key = key
  }

  deinit { unsafe Column.free(entries) }

  /// Makes room for that many more ids, so that `insert` can't fail.
  mutating func reserve(
    _ more: Int, ids: UnsafeMutablePointer<UInt64>?
  ) throws(AllocationError) {
    let needed = count + more
    guard needed * 5 >= capacity * 4 else { return }
    // At most four fifths full, and at least sixteen twenty-fifths of that once it has grown.
    unsafe try grow(to: max(16, capacity + capacity / 4, needed * 5 / 4 + 1), ids)
  }

  private mutating func grow(
    to room: Int, _ ids: UnsafeMutablePointer<UInt64>?
  ) throws(AllocationError) {
    let (old, oldCapacity) = unsafe (entries, capacity)
    let new: UnsafeMutablePointer<UInt32> = unsafe try Column.grown(nil, to: room)
    unsafe new.update(repeating: 0, count: room)
    unsafe entries = new
    capacity = room
    guard let old = unsafe old, let ids = unsafe ids else { return }
    for index in 0..<oldCapacity {
      let entry = unsafe old[index]
      if entry != 0 { unsafe put(key.hash(ids[Int(entry) - 1]), entry) }
    }
    unsafe Column.free(old)
  }

  @inline(__always)
  private func home(_ hash: UInt64) -> Int {
    // The high half of a product maps a hash evenly to any capacity.
    Int(hash.multipliedFullWidth(by: UInt64(capacity)).high)
  }

  @inline(__always)
  private func next(_ place: Int) -> Int { place + 1 == capacity ? 0 : place + 1 }

  /// The slot of an id with that hash, nil if it has none.
  @inline(__always)
  func find(_ id: UInt64, hash: UInt64, ids: UnsafeMutablePointer<UInt64>?) -> Int? {
    guard count > 0, let entries = unsafe entries, let ids = unsafe ids else { return nil }
    var place = home(hash)
    while true {
      let entry = unsafe entries[place]
      if entry == 0 { return nil }
      if unsafe ids[Int(entry) - 1] == id { return Int(entry) - 1 }
      place = next(place)
    }
  }

  /// Adds the slot of an id that is not there; room was reserved.
  mutating func insert(_ id: UInt64, slot: Int) {
    precondition((count + 1) * 5 <= capacity * 4, "room is reserved before an id is inserted")
    put(key.hash(id), UInt32(slot + 1))
    count += 1
  }

  private func put(_ hash: UInt64, _ entry: UInt32) {
    guard let entries = unsafe entries else { return }
    var place = home(hash)
    while unsafe entries[place] != 0 { place = next(place) }
    unsafe entries[place] = entry
  }

  /// Removes an id that is there, and closes the gap so that no probe ends early.
  mutating func remove(_ id: UInt64, ids: UnsafeMutablePointer<UInt64>) {
    guard let entries = unsafe entries else { return }
    var gap = home(key.hash(id))
    while unsafe ids[Int(entries[gap]) - 1] != id { gap = next(gap) }
    var place = next(gap)
    while unsafe entries[place] != 0 {
      let wanted = unsafe home(key.hash(ids[Int(entries[place]) - 1]))
      if distance(from: wanted, to: place) >= distance(from: gap, to: place) {
        unsafe entries[gap] = unsafe entries[place]
        gap = place
      }
      place = next(place)
    }
    unsafe entries[gap] = 0
    count -= 1
  }

  private func distance(from place: Int, to other: Int) -> Int {
    other >= place ? other - place : other + capacity - place
  }

  /// Every slot in the directory, in the order of the hash.
  var slots: [Int] {
    guard let entries = unsafe entries else { return [] }
    return (0..<capacity).compactMap { index in
      let entry = unsafe entries[index]
      return entry == 0 ? nil : Int(entry) - 1
    }
  }
}

extension PageDirectory {
  /// Bytes of its places.
  var byteCount: Int { capacity * MemoryLayout<UInt32>.stride }

  /// The most places that finding an id takes.
  func longestProbe(ids: UnsafeMutablePointer<UInt64>?) -> Int {
    guard let entries = unsafe entries, let ids = unsafe ids else { return 0 }
    return (0..<capacity).reduce(0) { longest, place in
      let entry = unsafe entries[place]
      guard entry != 0 else { return longest }
      let wanted = unsafe home(key.hash(ids[Int(entry) - 1]))
      return max(longest, distance(from: wanted, to: place) + 1)
    }
  }
}

/// The key of a hash of ids: nobody who doesn't know it can choose ids that collide.
package struct HashKey: Equatable, Sendable {
  private let first: UInt64
  private let second: UInt64

  /// The key of a seed.
  package init(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    (first, second) = (random.next(), random.next() | 1)
  }

  /// The hash of an id, with two products as in wyhash.
  ///
  /// One product lays ids at equal distances in a lattice, which for some keys is a few heaps: a
  /// lookup among 64 pages then took ten times as long, in one process of twenty.
  @inline(__always)
  package func hash(_ id: UInt64) -> UInt64 {
    Self.folded(Self.folded(id ^ first, second), 0x9e37_79b9_7f4a_7c15)
  }

  /// Both halves of a 128-bit product in one word.
  @inline(__always)
  private static func folded(_ value: UInt64, _ factor: UInt64) -> UInt64 {
    let (high, low) = value.multipliedFullWidth(by: factor)
    return high ^ low
  }
}
