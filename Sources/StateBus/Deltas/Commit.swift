/// Changes that happen together or not at all, in this order: pages made, metadata set, deltas
/// applied, pages removed.
///
/// ```swift
/// var commit = Commit()
/// commit.creations.append(.init(id: PageID(1), byteCount: 4096))
/// let source = commit.sources.intern("importer")
/// let header = DeltaHeader(id: DeltaID(1), page: PageID(1), epoch: Epoch(1), source: source)
/// try commit.deltas.append(Delta(header, mask: Mask(runs: [0..<1], count: 8), sparse: [7]))
/// ```
public struct Commit: Sendable {
  /// A page to make: zero bytes, epoch 0.
  public struct Creation: Equatable, Sendable {
    /// The page's name.
    public var id: PageID
    /// The number of the page's bytes.
    public var byteCount: Int
    /// The declared location of the bytes.
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
    /// All entries of the page after the commit.
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
  /// Changes of files' frames, pages' functions and edges, which a page store refuses.
  package var extras: CommitExtras {
    get { rare?.extras ?? CommitExtras() }
    _modify {
      var extras = self.extras
      // The lists have one owner while they grow.
      rare = nil
      defer { rare = extras.isEmpty && !extras.isAfterSync ? nil : Rare(extras) }
      yield &extras
    }
  }
  /// Whether there are any such changes.
  package var hasExtras: Bool { rare.map { !$0.extras.isEmpty } ?? false }
  /// One reference instead of a list of each kind, for which every copy of a commit would pay.
  private var rare: Rare?

  private final class Rare: Sendable {
    let extras: CommitExtras

    init(_ extras: CommitExtras) { self.extras = extras }
  }

  /// The names of the sources that the deltas name by index.
  public var sources = SourceTable()
  /// The rule for the deltas' epochs.
  public var policy = EpochPolicy.monotone

  /// A commit without changes.
  public init() {}

  /// Whether the commit changes nothing.
  public var isEmpty: Bool {
    creations.isEmpty && metadata.isEmpty && deltas.isEmpty && removals.isEmpty
      && !hasExtras
  }

  /// Removes every change; the names, the policy and the memory stay for the next changes.
  public mutating func removeAll() {
    creations.removeAll(keepingCapacity: true)
    metadata.removeAll(keepingCapacity: true)
    deltas.removeAll()
    removals.removeAll(keepingCapacity: true)
    rare = nil
  }
}
