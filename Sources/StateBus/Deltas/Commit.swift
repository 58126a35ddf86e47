/// Changes that happen together or not at all, in this order: pages made, metadata set, deltas
/// applied, pages removed.
///
///     var commit = Commit()
///     commit.creations.append(.init(id: PageID(1), byteCount: 4096))
///     let source = commit.sources.intern("importer")
public struct Commit: Sendable {
  /// A page to make: zero bytes, epoch 0.
  public struct Creation: Equatable, Sendable {
    /// Its name.
    public var id: PageID
    /// Its bytes.
    public var byteCount: Int
    /// Where they live.
    public var location: PageLocation

    /// Describes a page to make.
    public init(id: PageID, byteCount: Int, location: PageLocation = .cpu) {
      self.id = id
      self.byteCount = byteCount
      self.location = location
    }
  }

  /// A page's metadata, replaced as a whole.
  public struct MetadataChange: Equatable, Sendable {
    /// The page.
    public var page: PageID
    /// All its entries from now on.
    public var metadata: Metadata

    /// Describes a replacement.
    public init(page: PageID, metadata: Metadata) {
      self.page = page
      self.metadata = metadata
    }
  }

  /// Pages to make.
  public var creations: [Creation] = []
  /// Metadata to replace.
  public var metadata: [MetadataChange] = []
  /// Deltas to apply.
  public var deltas = DeltaBatch()
  /// Pages to remove.
  public var removals: [PageID] = []
  /// Changes that files and graphs of pages will make.
  package var extras = CommitExtras()

  /// The names of the sources that the deltas name by index.
  public var sources = SourceTable()
  /// What the deltas' epochs may be.
  public var policy = EpochPolicy.monotone

  /// Changes nothing.
  public init() {}

  /// Whether it changes nothing.
  public var isEmpty: Bool {
    creations.isEmpty && metadata.isEmpty && deltas.isEmpty && removals.isEmpty
      && extras.isEmpty
  }

  /// Forgets every change; the names, the policy and the memory stay for the next ones.
  public mutating func removeAll() {
    creations.removeAll(keepingCapacity: true)
    metadata.removeAll(keepingCapacity: true)
    deltas.removeAll()
    removals.removeAll(keepingCapacity: true)
    extras = CommitExtras()
  }
}
