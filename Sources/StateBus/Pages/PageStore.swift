internal import Support
internal import Synchronization

/// The pages by id: the engine's state in memory, to read.
///
/// Pages change in commits alone (`StateBus.commit`), each all or nothing. Any thread may call the
/// store: calls take turns, so a reader never sees half a commit. A closure that is lent bytes must
/// not call the store; it may drop handles and snapshots.
///
/// Finding a page costs a hash probe; a page costs its frame and 45 to 47 bytes and, while some but
/// not all of its bytes have been written, a bit for each of its bytes.
///
///     let size = try bus.pages.info(of: PageID(7)).byteCount
///     let first = try bus.pages.withBytes(of: PageID(7)) { $0.unsafeLoad(as: UInt8.self) }
public final class PageStore: Sendable {
  /// The name of the allocator that frames come from.
  public let allocatorName: String
  let source: FrameSource
  private let state: Guarded<StoreState>
  /// Slots whose handles were dropped and not yet accounted for.
  private let dropped = Guarded<[Int]>([])
  private let droppedCount = Atomic<Int>(0)
  private let snapshots = Guarded<[SnapshotRecord]>([])
  private let snapshotCount = Atomic<Int>(0)
  let key: HashKey

  /// A store without pages.
  ///
  /// - Parameter hashSeed: decides the places of ids in the directory; drawn unless a test fixes
  ///   it.
  package init(source: FrameSource, hashSeed: UInt64 = .random(in: 0...UInt64.max)) {
    self.source = source
    allocatorName = source.name
    key = HashKey(seed: hashSeed)
    state = Guarded(StoreState(source: source, key: key))
  }

  /// Runs `body` on the state, alone.
  func locked<Result, Failure: Error>(
    _ body: (inout StoreState) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    try state.withLock { (state: inout StoreState) throws(Failure) -> Result in
      defer { settle(&state) }
      return try body(&state)
    }
  }
}

// The store's own memory, as tools and tests look at it.
extension PageStore {
  /// Bytes that pages take beside their frames and write masks.
  package var tableByteCount: Int { locked { $0.table.tableByteCount } }

  /// The most places of the directory that finding a page takes. O(pages).
  package var longestProbe: Int { locked { $0.table.longestProbe } }
}

// Handles and snapshots that go, possibly while the same thread is lent bytes.
extension PageStore {
  /// Accounts for a handle that is gone, now or, where the store is in use, behind that use.
  func drop(_ slot: Int) {
    dropped.withLock { $0.append(slot) }
    // Published to `settle`, which takes the list's lock before it reads the list.
    droppedCount.wrappingAdd(1, ordering: .releasing)
    state.withLockIfFree { settle(&$0) }
  }

  private func settle(_ state: inout StoreState) {
    guard droppedCount.load(ordering: .acquiring) > 0 else { return }
    let slots = dropped.withLock { slots in
      defer { slots.removeAll() }
      return slots
    }
    droppedCount.wrappingSubtract(slots.count, ordering: .relaxed)
    for slot in slots { state.unpin(slot) }
  }

  /// Has later commits save what a snapshot needs; called while the store's lock is held.
  func keep(_ record: SnapshotRecord) {
    snapshots.withLock { $0.append(record) }
    snapshotCount.wrappingAdd(1, ordering: .relaxed)
  }

  /// Ends that.
  func forget(_ record: SnapshotRecord) {
    snapshots.withLock { $0.removeAll { $0 === record } }
    snapshotCount.wrappingSubtract(1, ordering: .relaxed)
  }

  /// The snapshots that are alive.
  private var living: [SnapshotRecord] {
    snapshotCount.load(ordering: .relaxed) == 0 ? [] : snapshots.withLock { $0 }
  }
}

// The stages of a commit, called by the engine, which lets one writer at a time in.
extension PageStore {
  /// Refuses pages that would make the state larger than a limit.
  func check(
    _ creations: [Commit.Creation], stateByteLimit limit: Int
  ) throws(CommitError) {
    guard !creations.isEmpty else { return }
    var byteCount = locked { $0.table.byteCount }
    for creation in creations where creation.byteCount > 0 {
      byteCount = byteCount.addingReportingOverflow(creation.byteCount).partialValue
      guard byteCount > 0, byteCount <= limit else {
        throw .creation(.stateTooLarge(byteCount: byteCount, limit: limit))
      }
    }
  }

  /// Takes a frame for each page to make, or none and an error.
  func takeFrames(
    for creations: [Commit.Creation], _ plan: inout CommitPlan
  ) throws(CommitError) {
    if !plan.frames.isEmpty { plan.frames.removeAll(keepingCapacity: true) }
    if creations.isEmpty { return }
    do throws(PageError) {
      for creation in creations {
        let byteCount = creation.byteCount
        guard byteCount > 0, byteCount <= Int(UInt32.max) else { throw .invalidSize(byteCount) }
        do throws(AllocationError) { plan.frames.append(try source.take(byteCount)) } catch {
          throw .allocationFailed(error)
        }
      }
    } catch {
      giveFrames(&plan)
      throw .creation(error)
    }
  }

  /// Gives back the frames of a commit that does not happen.
  func giveFrames(_ plan: inout CommitPlan) {
    for frame in plan.frames { source.give(frame) }
    plan.frames.removeAll(keepingCapacity: true)
  }

  /// Holds a commit against the pages; nothing changes.
  func stage(_ commit: borrowing Commit, _ plan: inout CommitPlan) throws(CommitError) {
    do throws(CommitError) {
      try locked { state throws(CommitError) in try state.stage(commit, &plan) }
    } catch {
      giveFrames(&plan)
      throw error
    }
  }

  /// Takes a staged commit back.
  func unstage(_ plan: inout CommitPlan) {
    locked { $0.unstage(plan) }
    giveFrames(&plan)
  }

  /// Makes the changes of a staged commit.
  func apply(
    _ commit: borrowing Commit, _ plan: inout CommitPlan, using backend: Backend,
    at position: CommitPosition
  ) {
    locked { $0.apply(commit, &plan, using: backend, at: position, saving: living) }
  }

  /// Stages and applies at once, where nothing comes between; answers where the commit ends: at
  /// `least`, and behind the commit before it.
  func stageAndApply(
    _ commit: borrowing Commit, _ plan: inout CommitPlan, using backend: Backend,
    atLeast least: UInt64 = 0
  ) throws(CommitError) -> CommitPosition {
    do throws(CommitError) {
      return try locked { state throws(CommitError) in
        try state.stage(commit, &plan)
        let end = CommitPosition(max(least, state.position.rawValue + 1))
        state.apply(commit, &plan, using: backend, at: end, saving: living)
        return end
      }
    } catch {
      giveFrames(&plan)
      throw error
    }
  }

  /// Replaces all pages by these, or none: a bad image or an id that occurs twice throws, and so do
  /// pages that handles are held on.
  func restore(_ images: [PageImage], using backend: Backend) throws(PageError) {
    var table = PageTable(source: source, key: key)
    for image in images { try table.insert(image, using: backend) }
    try locked { state throws(PageError) in try state.replace(&table, saving: living) }
  }
}
