internal import Support

/// Pages by id: the engine's state in memory.
///
/// Bytes change only through deltas; each change is all or nothing. Any thread may call
/// it: calls take turns, so a reader never sees half a batch. A closure that is lent
/// bytes must not call the store.
///
/// Finding a page costs a hash probe; a page costs its frame and 53 to 58 bytes, and a bit for each
/// of its bytes while some but not all of them have been written.
public final class PageStore: Sendable {
  /// Where frames come from.
  public let allocator: AllocatorChoice
  /// What the frames were asked for.
  public let options: AllocatorOptions
  private let state: Guarded<StoreState>

  /// A store without pages.
  public init(allocator: AllocatorChoice = .heap, options: AllocatorOptions = AllocatorOptions()) {
    self.allocator = allocator
    self.options = options
    state = Guarded(StoreState(source: allocator.open(options)))
  }

  /// The number of pages.
  public var count: Int { state.withLock { $0.table.count } }

  /// Makes a page of zero bytes; an id that is taken throws `alreadyExists`.
  public func create(
    _ id: PageID, byteCount: Int, location: PageLocation = .cpu
  ) throws(PageError) {
    try locked { state throws(PageError) in
      _ = try state.create(id, byteCount: byteCount, location: location)
      EngineCounters.row.add(1, to: .pagesCreated)
    }
  }

  /// Makes a page under an id that no page of this store has had since it was opened or restored.
  public func create(byteCount: Int, location: PageLocation = .cpu) throws(PageError) -> PageID {
    try locked { state throws(PageError) in
      let id = PageID(state.nextID)
      _ = try state.create(id, byteCount: byteCount, location: location)
      EngineCounters.row.add(1, to: .pagesCreated)
      return id
    }
  }

  /// Takes a page out. Handles that are held on it go on reading it.
  public func remove(_ id: PageID) throws(PageError) {
    try locked { state throws(PageError) in state.remove(try state.table.slot(of: id)) }
  }

  /// Takes a page out and hands over all of it.
  public func release(_ id: PageID) throws(PageError) -> PageImage {
    try locked { state throws(PageError) in
      let slot = try state.table.slot(of: id)
      defer { state.remove(slot) }
      return state.table.image(slot)
    }
  }

  /// Applies every row of a batch in order, or none and an error.
  public func apply(
    _ batch: borrowing DeltaBatch, using backend: Backend, policy: EpochPolicy = .monotone
  ) throws(BatchError) {
    try locked { state throws(BatchError) in
      try state.apply(batch, using: backend, policy: policy)
    }
  }

  /// Makes all changes of a commit, or none and an error.
  public func apply(
    _ commit: borrowing Commit, using backend: Backend
  ) throws(CommitError) {
    _ = try apply(commit, using: backend) { true }
  }

  /// Makes all changes of a commit if `admit` agrees, or none; answers whether it did.
  ///
  /// `admit` is asked once, when the commit has been found good and before anything changes; the
  /// store waits meanwhile, so that commits are admitted in the order in which they happen.
  func apply(
    _ commit: borrowing Commit, using backend: Backend, admit: () -> Bool
  ) throws(CommitError) -> Bool {
    try locked { state throws(CommitError) in
      try state.apply(commit, using: backend, admit: admit)
    }
  }

  /// Runs `body` on the state, alone.
  func locked<Result, Failure: Error>(
    _ body: (inout StoreState) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    try state.withLock(body)
  }
}
