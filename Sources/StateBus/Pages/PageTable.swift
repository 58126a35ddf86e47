/// A store's pages by slot, in columns, and the directory that finds them by id.
///
/// 40 bytes a page and the directory's 5 to 6.3. Not for several threads by itself. Pages keep
/// their slot for life; a freed slot serves the next page, under the next generation.
@safe
struct PageTable: ~Copyable {
  private var frameColumn: UnsafeMutablePointer<PageFrame>?
  private(set) var ids: UnsafeMutablePointer<UInt64>?
  private var directory: PageDirectory
  private var capacity = 0
  private var slotCount = 0
  private var spare: [UInt32] = []
  private let source: FrameSource
  /// The write masks of pages that are partly written.
  var masks = MaskSlab()
  /// A mask without a gap, for deltas that have none of their own.
  let ones: UnsafeMutablePointer<UInt64>
  /// Metadata of the few pages that have any, by slot.
  var metadata: [Int: Metadata] = [:]
  /// Bytes of all pages.
  private(set) var byteCount = 0

  init(source: FrameSource, key: HashKey) {
    self.source = source
    directory = PageDirectory(key: key)
    unsafe frameColumn = nil
    unsafe ids = nil
    unsafe ones = .allocate(capacity: MaskSlab.onesCount / 64)
    unsafe ones.initialize(repeating: ~0, count: MaskSlab.onesCount / 64)
  }

  deinit {
    for slot in directory.slots { unsafe source.give(frames[slot].extent) }
    unsafe ones.deallocate()
    unsafe Column.free(frameColumn)
    unsafe Column.free(ids)
  }

  /// The frames by slot; to be asked where there is a page.
  var frames: UnsafeMutablePointer<PageFrame> {
    @inline(__always) get { unsafe frameColumn.unsafelyUnwrapped }
  }

  /// Pages in the directory.
  var count: Int { directory.count }
  /// The key of the directory's hash.
  var key: HashKey { directory.key }

  @inline(__always)
  func find(_ id: PageID) -> Int? { find(id.rawValue, hash: key.hash(id.rawValue)) }

  @inline(__always)
  func find(_ id: UInt64, hash: UInt64) -> Int? { unsafe directory.find(id, hash: hash, ids: ids) }

  func slot(of id: PageID) throws(PageError) -> Int {
    guard let slot = find(id) else { throw .pageNotFound(id) }
    return slot
  }

  /// The name of the page in a slot.
  func id(_ slot: Int) -> PageID { unsafe PageID(ids.unsafelyUnwrapped[slot]) }

  /// The ids of all pages, in no order.
  var allIDs: [PageID] { directory.slots.map { id($0) } }

  /// Slots in order of page id. O(n log n).
  var sortedSlots: [Int] { directory.slots.sorted { id($0) < id($1) } }
}

// The table's own memory.
extension PageTable {
  /// Bytes of the columns of pages, and of the directory.
  var tableByteCount: Int {
    slotCount * (MemoryLayout<PageFrame>.stride + MemoryLayout<UInt64>.stride)
      + directory.byteCount
  }

  /// The most places of the directory that finding a page takes.
  var longestProbe: Int { unsafe directory.longestProbe(ids: ids) }
}

// Pages that come and go.
extension PageTable {
  /// Makes room for that many more pages, so that `takeSlot` and `link` can't fail.
  mutating func reserve(_ more: Int) throws(AllocationError) {
    let needed = slotCount + max(0, more - spare.count)
    if needed > capacity {
      guard needed < Int(UInt32.max) else {
        throw .outOfMemory(byteCount: needed, errno: outOfMemoryCode)
      }
      let room = max(16, capacity * 2, needed)
      unsafe frameColumn = try Column.grown(frameColumn, to: room)
      unsafe ids = try Column.grown(ids, to: room)
      capacity = room
    }
    unsafe try directory.reserve(more, ids: ids)
  }

  /// A frame of that many bytes.
  func take(_ byteCount: Int) throws(AllocationError) -> FrameExtent { try source.take(byteCount) }

  /// Puts a page into a slot that nobody finds yet; room was reserved.
  mutating func place(_ id: PageID, _ extent: FrameExtent, _ location: PageLocation) -> Int {
    var generation: UInt16 = 0
    let slot: Int
    if let last = spare.popLast() {
      slot = Int(last)
      generation = unsafe frames[slot].generation + 1
    } else {
      slot = slotCount
      slotCount += 1
    }
    precondition(slot < capacity, "room is reserved before a page is made")
    unsafe frames[slot] = PageFrame(extent, generation: generation, location: location)
    unsafe ids.unsafelyUnwrapped[slot] = id.rawValue
    return slot
  }

  /// Frees the slot of a page that was placed and never linked; its frame is the caller's.
  mutating func forget(_ slot: Int) {
    if unsafe frames[slot].generation < .max { spare.append(UInt32(slot)) }
  }

  /// Lets a page that was placed be found.
  mutating func link(_ slot: Int) {
    directory.insert(id(slot).rawValue, slot: slot)
    byteCount += unsafe Int(frames[slot].byteCount)
  }

  /// Takes a page out of the directory; its slot and bytes stay until `destroy`.
  mutating func unlink(_ slot: Int) {
    unsafe directory.remove(id(slot).rawValue, ids: ids.unsafelyUnwrapped)
    byteCount -= unsafe Int(frames[slot].byteCount)
  }

  /// Frees the memory and the slot of a page that nobody can find.
  mutating func destroy(_ slot: Int) {
    let frames = unsafe frames
    unsafe masks.drop(&frames[slot])
    metadata[slot] = nil
    unsafe source.give(frames[slot].extent)
    // A slot whose generations are used up serves no other page.
    if unsafe frames[slot].generation < .max { spare.append(UInt32(slot)) }
  }
}
