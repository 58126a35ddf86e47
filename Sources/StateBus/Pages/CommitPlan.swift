/// The findings of `stage` that `apply` needs, in memory that the next commit uses again.
@safe
struct CommitPlan: ~Copyable {
  /// Pages that the commit touches.
  var touched = TouchedPages()
  /// Frames for the pages to make, taken before the store was asked.
  var frames: [FrameExtent] = []
  /// Slots of the pages to make, which nobody finds yet.
  var created: [Int] = []
  private var slotColumn: UnsafeMutablePointer<UInt32>?
  private var capacity = 0

  init() { unsafe slotColumn = nil }

  deinit { unsafe Column.free(slotColumn) }

  /// The slot of each row's page.
  var slots: UnsafeMutablePointer<UInt32> {
    @inline(__always) get { unsafe slotColumn.unsafelyUnwrapped }
  }

  /// Forgets the last commit and makes room for the rows of the next.
  mutating func restart(rowCount: Int, key: HashKey) throws(AllocationError) {
    touched.removeAll()
    try touched.reserve(key)
    if !created.isEmpty { created.removeAll(keepingCapacity: true) }
    guard rowCount > capacity || capacity == 0 else { return }
    let room = max(1024, rowCount)
    unsafe slotColumn = try Column.grown(slotColumn, to: room)
    capacity = room
  }
}
