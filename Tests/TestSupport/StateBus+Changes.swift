public import StateBus

/// Single changes as separate commits, for tests; each throws the error of the part that refused
/// the change.
extension StateBus {
  /// An engine in memory alone, on the preferred backend unless one is named.
  public static func inMemory(
    _ allocator: String = "heap", backend: String? = nil
  ) throws -> StateBus {
    StateBus(
      allocator: try AllocatorChoice.named(allocator),
      backend: try backend.map { try Backend.named($0) } ?? Backend.preferred())
  }

  /// Makes a page of zero bytes.
  public func create(_ id: PageID, byteCount: Int, location: PageLocation = .cpu) throws {
    var commit = Commit()
    commit.creations = [.init(id: id, byteCount: byteCount, location: location)]
    try unwrapped(commit)
  }

  /// Makes a page under an id that the engine chooses.
  public func create(byteCount: Int) throws -> PageID {
    let id = try makePageID()
    try create(id, byteCount: byteCount)
    return id
  }

  /// Removes a page.
  public func remove(_ id: PageID) throws {
    var commit = Commit()
    commit.removals = [id]
    try unwrapped(commit)
  }

  /// Removes a page and answers its image.
  public func release(_ id: PageID) throws -> PageImage {
    let image = try pages.snapshot().image(of: id)
    try remove(id)
    return image
  }

  /// Replaces a page's metadata.
  public func setMetadata(_ metadata: Metadata, of id: PageID) throws {
    var commit = Commit()
    commit.metadata = [.init(page: id, metadata: metadata)]
    try unwrapped(commit)
  }

  /// Applies a batch.
  public func apply(_ batch: DeltaBatch, policy: EpochPolicy = .monotone) throws {
    var commit = Commit()
    commit.deltas = batch
    commit.policy = policy
    try unwrapped(commit)
  }

  /// Replaces all pages by these.
  public func put(_ images: [PageImage]) throws {
    do throws(StateBusError) { try restore(images) } catch { throw Self.cause(of: error) }
  }

  /// Makes a commit; throws the error of the part that refused the commit.
  public func unwrapped(_ commit: Commit) throws {
    do throws(StateBusError) { try self.commit(commit) } catch { throw Self.cause(of: error) }
  }

  private static func cause(of error: StateBusError) -> any Error {
    switch error {
    case .commit(.creation(let error)), .commit(.metadata(let error)),
      .commit(.removal(let error)), .commit(.memory(let error)):
      error
    case .commit(.delta(let error)): error
    default: error
    }
  }
}
