/// The pages that a commit touches, each once, in the order of their first change.
///
/// A page costs a hash probe for each change of page in a batch, or a look at the page that was
/// last found under the same low bits of an id. The memory is kept for the next commit: 24 bytes a
/// page, 8 to 16 of table, and 2 KiB.
@safe
struct TouchedPages: ~Copyable {
  /// One page: its slot, and the epoch that it has behind the changes seen so far.
  struct Entry: BitwiseCopyable {
    let id: UInt64
    var epoch: UInt64
    let slot: UInt32
    /// Bytes of the page.
    let byteCount: UInt32
  }

  private var memory: UnsafeMutablePointer<Entry>?
  private(set) var count = 0
  private var capacity = 0
  /// For each place, the round in the high half and an entry's index in the low half.
  private var table: UnsafeMutablePointer<UInt64>?
  private var tableBits = 4
  private var round: UInt32 = 1
  /// For each value of an id's low bits, the index that an id with them was last found at, in this
  /// commit or in an earlier one: a guess that the entry confirms.
  private var guesses: UnsafeMutablePointer<UInt32>?
  fileprivate static let guessCount = 512

  init() {
    unsafe memory = nil
    unsafe table = nil
    unsafe guesses = nil
  }

  deinit {
    unsafe Column.free(memory)
    unsafe Column.free(table)
    unsafe Column.free(guesses)
  }

  /// The entries; there are `count`.
  var entries: UnsafeMutablePointer<Entry> {
    @inline(__always) get { unsafe memory.unsafelyUnwrapped }
  }

  /// Forgets every page.
  mutating func removeAll() {
    count = 0
    round &+= 1
    guard round == 0 else { return }
    unsafe table?.update(repeating: 0, count: 1 << tableBits)
    round = 1
  }

  /// The table as a loop keeps it in registers; `insert` makes another one necessary.
  @safe
  struct Probe {
    let entries: UnsafeMutablePointer<Entry>
    fileprivate let table: UnsafeMutablePointer<UInt64>
    fileprivate let bits: Int
    fileprivate let round: UInt32
    fileprivate let guesses: UnsafeMutablePointer<UInt32>
    fileprivate let count: Int

    /// The index of a page's entry where the page was the last one found under its id's low bits;
    /// below zero elsewhere.
    @inline(__always)
    func guess(_ id: UInt64) -> Int {
      let index = unsafe Int(guesses[Self.place(id)])
      return unsafe index < count && entries[index].id == id ? index : -1
    }

    /// Makes a page the one that is guessed for its id's low bits.
    @inline(__always)
    func remember(_ id: UInt64, _ index: Int) {
      unsafe guesses[Self.place(id)] = UInt32(truncatingIfNeeded: index)
    }

    @inline(__always)
    private static func place(_ id: UInt64) -> Int {
      Int(truncatingIfNeeded: id & UInt64(TouchedPages.guessCount - 1))
    }

    /// The index of a page's entry; the complement of the place to insert it at, which is below
    /// zero, if the commit has not touched the page.
    @inline(__always)
    func find(_ id: UInt64, hash: UInt64) -> Int {
      let mask = 1 &<< bits &- 1
      var place = Int(truncatingIfNeeded: hash &>> UInt64(64 &- bits))
      while true {
        let cell = unsafe table[place]
        if UInt32(truncatingIfNeeded: cell &>> 32) != round { return ~place }
        let index = Int(UInt32(truncatingIfNeeded: cell))
        if unsafe entries[index].id == id { return index }
        place = (place &+ 1) & mask
      }
    }
  }

  /// The table as it is now; there must be room for an entry (`reserve`).
  var probe: Probe {
    @inline(__always) get {
      unsafe Probe(
        entries: memory.unsafelyUnwrapped, table: table.unsafelyUnwrapped, bits: tableBits,
        round: round, guesses: guesses.unsafelyUnwrapped, count: count)
    }
  }

  /// Makes room for at least one more page, so that `insert` can't fail.
  @inline(__always)
  mutating func reserve(_ key: HashKey) throws(AllocationError) {
    if count == capacity { try grow(key) }
  }

  /// Adds a page at the place where `find` has just looked for it; answers the index of its entry.
  @inline(__always)
  mutating func insert(_ entry: Entry, at place: Int) -> Int {
    precondition(count < capacity, "room is reserved before a page is touched")
    unsafe memory.unsafelyUnwrapped[count] = entry
    unsafe table.unsafelyUnwrapped[place] = UInt64(round) << 32 | UInt64(count)
    count += 1
    return count - 1
  }

  private func put(_ hash: UInt64, _ index: Int) {
    let table = unsafe table.unsafelyUnwrapped
    let mask = 1 &<< tableBits &- 1
    var place = Int(truncatingIfNeeded: hash &>> UInt64(64 &- tableBits))
    while unsafe UInt32(truncatingIfNeeded: table[place] &>> 32) == round {
      place = (place &+ 1) & mask
    }
    unsafe table[place] = UInt64(round) << 32 | UInt64(index)
  }

  private mutating func grow(_ key: HashKey) throws(AllocationError) {
    let larger = max(16, capacity * 2)
    if unsafe guesses == nil {
      unsafe guesses = try Column.grown(nil, to: Self.guessCount)
      unsafe guesses?.initialize(repeating: 0, count: Self.guessCount)
    }
    unsafe memory = try Column.grown(memory, to: larger)
    unsafe table = try Column.grown(table, to: larger * 2)
    (capacity, tableBits) = (larger, (larger * 2).trailingZeroBitCount)
    unsafe table?.update(repeating: 0, count: 1 << tableBits)
    round = 1
    for index in 0..<count { unsafe put(key.hash(entries[index].id), index) }
  }

  /// Replaces what an array holds by the pages' ids.
  func copyIDs(to ids: inout [PageID]) {
    if ids.count > count { ids.removeLast(ids.count - count) }
    guard count > 0 else { return }
    let (entries, kept) = unsafe (entries, ids.count)
    unsafe ids.withUnsafeMutableBufferPointer { ids in
      for index in 0..<kept { unsafe ids[index] = PageID(entries[index].id) }
    }
    for index in kept..<count { unsafe ids.append(PageID(entries[index].id)) }
  }
}
