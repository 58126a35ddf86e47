internal import Support
internal import Synchronization

/// The engine: pages, and a log that every commit goes through first.
///
/// There is one write path. A commit is staged (checked against the pages as they are), appended to
/// the log, applied to the pages, and acknowledged; a commit that the pages or the log refuse
/// leaves both as they were. Any thread may call the engine: commits take turns, and their order in
/// the log is the order in which they happen. Readers see whole commits only, and wait neither for
/// the log's writes nor for syncs.
///
/// With a log, an acknowledged commit survives the end of the process, and the end of the machine
/// once `durable(upTo:)` has returned. After a failed write or sync, nothing more is committed and
/// the pages can still be read.
///
/// ```swift
/// let backend = try Backend.preferred()
/// let log = try LogWriter(creating: "state.mmsblog", backend: backend)
/// let bus = StateBus(log: log, backend: backend)
/// var commit = Commit()
/// commit.creations = [.init(id: PageID(1), byteCount: 4096)]
/// let applied = try bus.commit(commit)
/// try bus.durable(upTo: applied.position)
/// ```
public final class StateBus: Sendable {
  /// The pages, for reading.
  public let pages: PageStore
  /// The kernels that apply deltas.
  public let backend: Backend
  private let writer: Guarded<Writer>
  /// The end of the last commit that a sync has covered.
  private let durableEnd = Atomic<UInt64>(0)

  /// An engine in memory alone, without pages.
  public convenience init(
    allocator: AllocatorChoice = .heap, options: AllocatorOptions = AllocatorOptions(),
    backend: Backend
  ) {
    self.init(pages: PageStore(source: allocator.open(options)), backend: backend)
  }

  /// An engine that begins a log, without pages.
  public convenience init(
    log: consuming sending LogWriter, allocator: AllocatorChoice = .heap,
    options: AllocatorOptions = AllocatorOptions(), backend: Backend
  ) {
    let pages = PageStore(source: allocator.open(options))
    pages.locked { $0.move(to: CommitPosition(log.position.logicalOffset)) }
    self.init(pages: pages, backend: backend, log: log)
  }

  /// An engine in memory whose page directory takes its hash key from a seed.
  package convenience init(hashSeed: UInt64, backend: Backend) {
    let source = AllocatorChoice.heap.open(AllocatorOptions())
    self.init(pages: PageStore(source: source, hashSeed: hashSeed), backend: backend)
  }

  /// An engine over a store that nothing else writes to.
  package init(pages: PageStore, backend: Backend, log: consuming sending LogWriter? = nil) {
    self.pages = pages
    self.backend = backend
    writer = Guarded(Writer(log: log))
  }

  /// The end of the last commit that happened.
  public var position: CommitPosition { pages.position }

  /// The end of the last commit that survives the machine; zero before the first sync.
  public var durablePosition: CommitPosition {
    CommitPosition(durableEnd.load(ordering: .acquiring))
  }
}

// Changing the pages.
extension StateBus {
  /// Makes a commit's changes, all or none; answers the commit's end and the pages it touched.
  @discardableResult
  public func commit(_ commit: borrowing Commit) throws(StateBusError) -> Applied {
    var applied = Applied()
    try self.commit(commit, into: &applied)
    return applied
  }

  /// Makes a commit's changes, all or none, and writes the acknowledgement into `applied`.
  public func commit(
    _ commit: borrowing Commit, into applied: inout Applied
  ) throws(StateBusError) {
    try writer.withLock { writer throws(StateBusError) in
      try writer.check()
      do throws(CommitError) {
        try pages.takeFrames(for: commit.creations, &writer.plan)
        if writer.log == nil {
          applied.position = try pages.stageAndApply(commit, &writer.plan, using: backend)
        } else {
          try pages.stage(commit, &writer.plan)
        }
      } catch { throw .commit(error) }
      if writer.log != nil {
        applied.position = try append(commit, &writer)
        pages.apply(commit, &writer.plan, using: backend, at: applied.position)
      }
      writer.plan.touched.copyIDs(to: &applied.touched)
    }
  }

  /// Appends a staged commit; unstages a commit that the log refuses.
  private func append(
    _ commit: borrowing Commit, _ writer: inout Writer
  ) throws(StateBusError) -> CommitPosition {
    do throws(LogError) { return try writer.append(commit) } catch {
      pages.unstage(&writer.plan)
      throw .log(error)
    }
  }

  /// Replaces all pages by images, or none of them.
  ///
  /// A bad image, an id that occurs twice, a page with handles and an engine with a log throw.
  public func restore(_ images: [PageImage]) throws(StateBusError) {
    try writer.withLock { writer throws(StateBusError) in
      try writer.check()
      guard writer.log == nil else { throw .hasLog }
      do throws(PageError) { try pages.restore(images, using: backend) } catch {
        throw .commit(.creation(error))
      }
    }
  }

  /// Makes a page id that is unused in this engine so far and is given out once.
  public func makePageID() throws(PageError) -> PageID {
    try pages.locked { state throws(PageError) in try state.makeID() }
  }

  /// Advances the pages' position past records that change nothing, such as a segment's end.
  func skip(to position: CommitPosition) {
    writer.withLock { _ in pages.locked { if position > $0.position { $0.move(to: position) } } }
  }

  /// Makes the changes of a commit that a log holds already and that ends at `position` there.
  func replay(
    _ commit: borrowing Commit, at position: UInt64, stateByteLimit limit: Int
  ) throws(StateBusError) {
    try writer.withLock { writer throws(StateBusError) in
      try writer.check()
      guard writer.log == nil else { throw .hasLog }
      do throws(CommitError) {
        try pages.check(commit.creations, stateByteLimit: limit)
        try pages.takeFrames(for: commit.creations, &writer.plan)
        _ = try pages.stageAndApply(
          commit, &writer.plan, using: backend, atLeast: position)
      } catch { throw .commit(error) }
    }
  }
}

// The log.
extension StateBus {
  /// Waits until every commit up to a position survives the machine.
  ///
  /// Costs one `fdatasync` unless an earlier sync covered the position; other threads read and
  /// commit meanwhile. A failed sync poisons the engine. A position after the last commit traps.
  public func durable(upTo position: CommitPosition) throws(StateBusError) {
    precondition(position <= self.position, "a commit is durable after it has happened")
    if durablePosition >= position { return }
    let (file, end) = try writer.withLock { writer throws(StateBusError) in
      try writer.check()
      guard let file = writer.file else { throw .noLog }
      return (file, pages.position)
    }
    do throws(FileError) { try file.syncData() } catch {
      writer.withLock { $0.poison = error }
      throw .poisoned(error)
    }
    raiseDurable(to: end)
  }

  private func raiseDurable(to end: CommitPosition) {
    // Published to `durablePosition`, whose reader then relies on the sync.
    durableEnd.max(end.rawValue, ordering: .acquiringAndReleasing)
  }

  /// Logs every later commit.
  ///
  /// The log must end at the pages' position, as a replayed log does, or the pages be at zero.
  public func attach(_ log: consuming sending LogWriter) throws(StateBusError) {
    let end = CommitPosition(log.position.logicalOffset)
    // A noncopyable value reaches the closure through an optional that it empties.
    var waiting: LogWriter? = consume log
    try writer.withLock { writer throws(StateBusError) in
      try writer.check()
      guard writer.log == nil else { throw .hasLog }
      let pages = pages.position
      guard pages == end || pages == .zero else {
        throw .positionsDiffer(pages: pages, log: end)
      }
      if pages == .zero { self.pages.locked { $0.move(to: end) } }
      writer.log = waiting.take()
    }
  }

  /// Ends and syncs the log's segment and continues in a new one; answers the new one's start.
  @discardableResult
  public func rotate(to path: String) throws(StateBusError) -> CommitPosition {
    try writer.withLock { writer throws(StateBusError) in
      try writer.check()
      let end = pages.position
      let start = try writer.rotate(to: path)
      raiseDurable(to: end)
      pages.locked { $0.move(to: start) }
      return start
    }
  }

  /// Ends and syncs the log and refuses every later commit; answers the log's final position.
  ///
  /// The pages can still be read.
  @discardableResult
  public func close() throws(StateBusError) -> CommitPosition {
    try writer.withLock { writer throws(StateBusError) in
      try writer.check()
      let end = try writer.close()
      raiseDurable(to: pages.position)
      return end ?? pages.position
    }
  }
}

/// The part of the engine that one writer at a time may touch.
private struct Writer: ~Copyable {
  var log: LogWriter?
  var plan = CommitPlan()
  /// The failure after which nothing more is committed.
  var poison: FileError?
  private var isClosed = false

  init(log: consuming LogWriter?) { self.log = log }

  var file: File? {
    switch log {
    case .some(let log): log.file
    case .none: nil
    }
  }

  /// Throws if nothing more may be committed.
  func check() throws(StateBusError) {
    if let poison { throw .poisoned(poison) }
    if isClosed { throw .closed }
  }

  mutating func append(_ commit: borrowing Commit) throws(LogError) -> CommitPosition {
    do throws(LogError) {
      guard let position = try log?.append(commit) else {
        preconditionFailure("an engine appends to the log that it has")
      }
      return CommitPosition(position.logicalOffset)
    } catch {
      if case .file(let refusal) = error { poison = refusal }
      throw error
    }
  }

  mutating func rotate(to path: String) throws(StateBusError) -> CommitPosition {
    guard log != nil else { throw .noLog }
    do throws(LogError) {
      guard let start = try log?.rotate(to: path) else { return .zero }
      return CommitPosition(start.logicalOffset)
    } catch { throw .log(error) }
  }

  mutating func close() throws(StateBusError) -> CommitPosition? {
    isClosed = true
    guard var log = log.take() else { return nil }
    let file = log.file
    let end: LogPosition
    do throws(LogError) { end = try log.close() } catch { throw .log(error) }
    do throws(FileError) { try file.syncData() } catch { throw .poisoned(error) }
    return CommitPosition(end.logicalOffset)
  }
}
