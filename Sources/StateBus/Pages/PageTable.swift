/// A store's pages by slot, in columns, and the directory that finds them by id.
///
/// 48 bytes a page and the directory's 5 to 10. Not for several threads by itself. Pages keep their
/// slot for life; a freed slot serves the next page.
@safe
struct PageTable: ~Copyable {
  private(set) var frames: UnsafeMutablePointer<PageFrame>
  private(set) var ids: UnsafeMutablePointer<UInt64>
  private var handles: UnsafeMutablePointer<FrameHandle>
  private var directory = PageDirectory()
  private var capacity = 16
  private var slotCount = 0
  private var spare: [UInt32] = []
  private let source: FrameSource
  /// A mask without a gap, for deltas that have none of their own.
  let ones: UnsafeMutablePointer<UInt64>
  /// What few pages have: entries only where there is something to say.
  var metadata: [Int: Metadata] = [:]
  var locations: [Int: PageLocation] = [:]

  init(source: FrameSource) {
    self.source = source
    unsafe ones = .allocate(capacity: PageFrame.onesCount / 64)
    unsafe ones.initialize(repeating: ~0, count: PageFrame.onesCount / 64)
    unsafe frames = .allocate(capacity: capacity)
    unsafe ids = .allocate(capacity: capacity)
    unsafe handles = .allocate(capacity: capacity)
  }

  deinit {
    let free = Set(spare)
    for slot in 0..<slotCount where !free.contains(UInt32(slot)) {
      unsafe frames[slot].dropMask()
      unsafe Self.release(handles[slot], to: source)
    }
    unsafe ones.deallocate()
    unsafe frames.deallocate()
    unsafe ids.deallocate()
    unsafe handles.deallocate()
  }

  /// Pages in the table.
  var count: Int { slotCount - spare.count }

  @inline(__always)
  func find(_ id: PageID) -> Int? { unsafe directory.find(id.rawValue, ids: ids) }

  func slot(of id: PageID) throws(PageError) -> Int {
    guard let slot = find(id) else { throw .pageNotFound(id) }
    return slot
  }

  /// Slots in order of page id. O(n log n).
  var sortedSlots: [Int] {
    let free = Set(spare)
    return (0..<slotCount).filter { !free.contains(UInt32($0)) }
      .sorted { unsafe ids[$0] < ids[$1] }
  }

  /// Makes a page of zero bytes.
  mutating func create(
    _ id: PageID, byteCount: Int, location: PageLocation
  ) throws(PageError) -> Int {
    guard byteCount > 0, byteCount <= Int(UInt32.max) else { throw .invalidSize(byteCount) }
    guard find(id) == nil else { throw .alreadyExists(id) }
    let frame: Frame
    do throws(AllocationError) { frame = try source.acquire(byteCount) } catch {
      throw .allocationFailed(error)
    }
    guard let base = unsafe frame.extent.bytes.baseAddress else { throw .invalidSize(byteCount) }
    let slot = takeSlot()
    unsafe frames[slot] = unsafe PageFrame(base: base, byteCount: byteCount)
    unsafe ids[slot] = id.rawValue
    unsafe handles[slot] = frame.handle
    if location != .cpu { locations[slot] = location }
    unsafe directory.insert(id.rawValue, slot: slot, ids: ids)
    return slot
  }

  /// Takes a page out of the directory; its slot and bytes stay until `destroy`.
  mutating func unlink(_ slot: Int) { unsafe directory.remove(ids[slot], ids: ids) }

  /// Frees an unlinked page's memory and slot.
  mutating func destroy(_ slot: Int) {
    unsafe frames[slot].dropMask()
    metadata[slot] = nil
    locations[slot] = nil
    unsafe Self.release(handles[slot], to: source)
    spare.append(UInt32(slot))
  }

  private static func release(_ handle: FrameHandle, to source: FrameSource) {
    do throws(AllocationError) { try source.release(handle) } catch {
      preconditionFailure("a page's frame is freed once: \(error)")
    }
  }

  private mutating func takeSlot() -> Int {
    if let slot = spare.popLast() { return Int(slot) }
    if slotCount == capacity { grow() }
    slotCount += 1
    return slotCount - 1
  }

  private mutating func grow() {
    unsafe frames = unsafe Self.moved(frames, slotCount, to: capacity * 2)
    unsafe ids = unsafe Self.moved(ids, slotCount, to: capacity * 2)
    unsafe handles = unsafe Self.moved(handles, slotCount, to: capacity * 2)
    capacity *= 2
  }

  private static func moved<Column: BitwiseCopyable>(
    _ column: UnsafeMutablePointer<Column>, _ count: Int, to capacity: Int
  ) -> UnsafeMutablePointer<Column> {
    let larger = UnsafeMutablePointer<Column>.allocate(capacity: capacity)
    unsafe larger.update(from: column, count: count)
    unsafe column.deallocate()
    return unsafe larger
  }
}
