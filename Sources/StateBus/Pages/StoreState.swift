/// What a page store's lock protects.
struct StoreState: ~Copyable {
  var table: PageTable
  /// Above every id that has been in the table.
  private(set) var nextID: UInt64 = 1
  /// Handles by slot; pages that were removed while handles are held.
  private var pins: [Int: Int] = [:]
  private var doomed: Set<Int> = []
  private var scratch = BatchScratch()
  private(set) var counters = StoreCounters()

  init(source: FrameSource) { table = PageTable(source: source) }

  mutating func create(
    _ id: PageID, byteCount: Int, location: PageLocation
  ) throws(PageError) -> Int {
    let slot = try table.create(id, byteCount: byteCount, location: location)
    if id.rawValue >= nextID { nextID = id.rawValue &+ 1 }
    counters.allocations += 1
    return slot
  }

  mutating func remove(_ slot: Int) {
    table.unlink(slot)
    counters.frees += 1
    EngineCounters.row.add(1, to: .pagesRemoved)
    if pins[slot] == nil { table.destroy(slot) } else { doomed.insert(slot) }
  }

  mutating func pin(_ slot: Int) { pins[slot, default: 0] += 1 }

  mutating func unpin(_ slot: Int) {
    guard let held = pins[slot] else { preconditionFailure("a handle is given back once") }
    pins[slot] = held == 1 ? nil : held - 1
    if held == 1, doomed.remove(slot) != nil { table.destroy(slot) }
  }

  /// Puts another table in place; refused while handles are held.
  mutating func replace(_ other: inout PageTable) throws(PageError) {
    if let slot = pins.keys.min() { throw unsafe .pinned(PageID(table.ids[slot])) }
    let row = EngineCounters.row
    row.add(table.count, to: .pagesRemoved)
    row.add(other.count, to: .pagesCreated)
    swap(&table, &other)
    for slot in table.sortedSlots.suffix(1) where unsafe table.ids[slot] >= nextID {
      nextID = unsafe table.ids[slot] &+ 1
    }
  }

  mutating func apply(
    _ batch: borrowing DeltaBatch, using backend: Backend, policy: EpochPolicy
  ) throws(BatchError) {
    try table.check(batch, policy: policy, scratch: &scratch)
    store(batch, using: backend, EngineCounters.row)
  }

  private mutating func store(
    _ batch: borrowing DeltaBatch, using backend: Backend, _ row: CountRow
  ) {
    unsafe table.store(batch, kernel: backend.row, scratch: scratch)
    counters.deltas += batch.count
    row.add(1, to: .batchesApplied)
    row.add(batch.count, to: .deltasApplied)
    row.add(batch.spannedByteCount, to: .bytesSpanned)
    row.add(batch.payloadByteCount, to: .payloadBytes)
    if unsafe backend.tamper != nil { tamper(backend, batch) }
  }

  /// Lets a tampered backend alter the last page that it wrote something to.
  private func tamper(_ backend: Backend, _ batch: borrowing DeltaBatch) {
    guard let row = (0..<batch.count).last(where: { batch.extents[$0].payloadCount > 0 }),
      let slot = table.find(PageID(batch.pages[row]))
    else { return }
    let frame = unsafe table.frames[slot]
    unsafe backend.tamper?(
      UnsafeMutableRawBufferPointer(start: frame.base, count: Int(frame.byteCount)))
  }

  /// Makes a commit's changes once `admit` has agreed; answers whether it did.
  ///
  /// `admit` is asked when nothing can fail any more. If it declines, nothing has changed.
  mutating func apply(
    _ commit: borrowing Commit, using backend: Backend, admit: () -> Bool
  ) throws(CommitError) -> Bool {
    let created = try createAll(commit.creations)
    do throws(CommitError) {
      try checkTargets(commit)
      do throws(BatchError) {
        try table.check(commit.deltas, policy: commit.policy, scratch: &scratch)
      } catch { throw .delta(error) }
    } catch {
      for slot in created { undoCreation(slot) }
      throw error
    }
    guard admit() else {
      table.undo(commit.deltas.count, scratch)
      for slot in created { undoCreation(slot) }
      return false
    }
    let row = EngineCounters.row
    store(commit.deltas, using: backend, row)
    finish(commit)
    row.add(1, to: .commitsApplied)
    row.add(created.count, to: .pagesCreated)
    return true
  }

  private mutating func finish(_ commit: borrowing Commit) {
    for change in commit.metadata {
      if let slot = table.find(change.page) { table.setMetadata(change.metadata, slot) }
    }
    for id in commit.removals {
      if let slot = table.find(id) { remove(slot) }
    }
  }

  private mutating func createAll(_ creations: [Commit.Creation]) throws(CommitError) -> [Int] {
    var created: [Int] = []
    for creation in creations {
      do throws(PageError) {
        created.append(
          try create(
            creation.id, byteCount: creation.byteCount, location: creation.location))
      } catch {
        for slot in created { undoCreation(slot) }
        throw .creation(error)
      }
    }
    return created
  }

  private mutating func undoCreation(_ slot: Int) {
    table.unlink(slot)
    table.destroy(slot)
    counters.allocations -= 1
  }

  private func checkTargets(_ commit: borrowing Commit) throws(CommitError) {
    for change in commit.metadata where table.find(change.page) == nil {
      throw .metadata(.pageNotFound(change.page))
    }
    var seen: Set<PageID> = []
    for id in commit.removals where table.find(id) == nil || !seen.insert(id).inserted {
      throw .removal(.pageNotFound(id))
    }
  }
}

/// What a store has done since it was made.
public struct StoreCounters: Equatable, Sendable {
  /// Pages made.
  public internal(set) var allocations = 0
  /// Pages taken out.
  public internal(set) var frees = 0
  /// Deltas applied.
  public internal(set) var deltas = 0
}
