/// The part of a page store that its lock protects.
struct StoreState: ~Copyable {
  var table: PageTable
  /// The end of the last commit that was applied.
  private(set) var position = CommitPosition.zero
  /// Above every id that has been in the table; nil once there is none.
  private var nextID: UInt64? = 1
  /// Handles by slot; pages that were removed while handles are held.
  private var pins: [Int: Int] = [:]
  private var doomed: Set<Int> = []
  private(set) var counters = StoreCounters()

  init(source: FrameSource, key: HashKey) { table = PageTable(source: source, key: key) }

  /// An id that no page has had and that is given out once.
  mutating func makeID() throws(PageError) -> PageID {
    guard let id = nextID else { throw .idsExhausted }
    nextID = id == .max ? nil : id + 1
    return PageID(id)
  }

  /// Notes that an id is in use, so that `makeID` stays above it.
  private mutating func note(_ id: PageID) {
    guard let next = nextID, id.rawValue >= next else { return }
    nextID = id.rawValue == .max ? nil : id.rawValue + 1
  }

  mutating func pin(_ slot: Int) { pins[slot, default: 0] += 1 }

  mutating func unpin(_ slot: Int) {
    guard let held = pins[slot] else { preconditionFailure("a handle is given back once") }
    pins[slot] = held == 1 ? nil : held - 1
    if held == 1, doomed.remove(slot) != nil { table.destroy(slot) }
  }

  /// Puts another table in place; refused while handles are held.
  mutating func replace(
    _ other: inout PageTable, saving snapshots: [SnapshotRecord]
  ) throws(PageError) {
    if let slot = pins.keys.min() { throw .pinned(table.id(slot)) }
    save(table.sortedSlots, to: snapshots)
    let lane = EngineCounters.lane
    lane.add(table.count, to: .pagesRemoved)
    lane.add(other.count, to: .pagesCreated)
    swap(&table, &other)
    for slot in table.sortedSlots.suffix(1) { note(table.id(slot)) }
  }

  /// Moves the position on without a change, as where a log begins.
  mutating func move(to position: CommitPosition) {
    precondition(position >= self.position, "positions never go back")
    self.position = position
  }
}

// The third stage of a commit.
extension StoreState {
  /// Makes the changes of a commit that was just staged. Can't fail.
  mutating func apply(
    _ commit: borrowing Commit, _ plan: inout CommitPlan, using backend: Backend,
    at position: CommitPosition, saving snapshots: [SnapshotRecord]
  ) {
    precondition(position > self.position, "each commit ends behind the one before it")
    if !snapshots.isEmpty { save(plan, to: snapshots) }
    self.position = position
    let lane = EngineCounters.lane
    link(plan, lane)
    write(commit.deltas, plan, using: backend, lane)
    touch(plan, at: position)
    if !commit.metadata.isEmpty || !commit.removals.isEmpty { finish(commit, lane) }
    lane.add(1, to: .commitsApplied)
  }

  private func touch(_ plan: borrowing CommitPlan, at position: CommitPosition) {
    guard plan.touched.count > 0 else { return }
    let (entries, frames) = unsafe (plan.touched.entries, table.frames)
    for index in 0..<plan.touched.count {
      let frame = unsafe frames + Int(entries[index].slot)
      unsafe frame.pointee.epoch = entries[index].epoch
      unsafe frame.pointee.touch(at: position)
    }
  }

  private mutating func finish(_ commit: borrowing Commit, _ lane: CountLane) {
    for change in commit.metadata {
      if let slot = table.find(change.page) { table.setMetadata(change.metadata, slot) }
    }
    for id in commit.removals {
      if let slot = table.find(id) { remove(slot, lane) }
    }
  }

  private mutating func link(_ plan: borrowing CommitPlan, _ lane: CountLane) {
    guard !plan.created.isEmpty else { return }
    for slot in plan.created {
      table.link(slot)
      note(table.id(slot))
    }
    counters.allocations += plan.created.count
    lane.add(plan.created.count, to: .pagesCreated)
  }

  private mutating func write(
    _ batch: borrowing DeltaBatch, _ plan: borrowing CommitPlan, using backend: Backend,
    _ lane: CountLane
  ) {
    lane.add(1, to: .batchesApplied)
    guard batch.count > 0 else { return }
    let frames = unsafe BatchFrames(
      frames: table.frames, slots: plan.slots, ones: UnsafePointer(table.ones))
    backend.apply(batch, to: frames, masks: &table.masks)
    counters.deltas += batch.count
    lane.add(batch.count, to: .deltasApplied)
    lane.add(batch.spannedByteCount, to: .bytesSpanned)
    lane.add(batch.payloadByteCount, to: .payloadBytes)
  }

  private mutating func remove(_ slot: Int, _ lane: CountLane) {
    table.unlink(slot)
    counters.frees += 1
    lane.add(1, to: .pagesRemoved)
    if pins[slot] == nil { table.destroy(slot) } else { doomed.insert(slot) }
  }

  /// Gives the pages that a commit is about to change to the snapshots that still need them.
  private func save(_ plan: borrowing CommitPlan, to snapshots: [SnapshotRecord]) {
    // The pages to make come first among the touched ones, and no snapshot has them.
    let slots = (plan.created.count..<plan.touched.count).map {
      unsafe Int(plan.touched.entries[$0].slot)
    }
    save(slots, to: snapshots)
  }

  private func save(_ slots: [Int], to snapshots: [SnapshotRecord]) {
    for slot in slots {
      let position = unsafe table.frames[slot].position
      let needing = snapshots.filter { position <= $0.cut }
      guard !needing.isEmpty else { continue }
      let image = table.image(slot)
      for snapshot in needing { snapshot.save(image) }
    }
  }
}

/// A count of everything that a store has done since it was made.
public struct StoreCounters: Equatable, Sendable {
  /// Pages made.
  public internal(set) var allocations = 0
  /// Pages taken out.
  public internal(set) var frees = 0
  /// Deltas applied.
  public internal(set) var deltas = 0
}
