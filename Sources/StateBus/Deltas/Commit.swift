/// Changes that happen together or not at all, in this order: pages made, metadata set, deltas
/// applied, pages removed.
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

  /// Changes nothing.
  public init() {}

  /// Whether it changes nothing.
  public var isEmpty: Bool {
    creations.isEmpty && metadata.isEmpty && deltas.isEmpty && removals.isEmpty
  }

  /// Forgets every change and keeps the memory for the next ones.
  public mutating func removeAll() {
    creations.removeAll(keepingCapacity: true)
    metadata.removeAll(keepingCapacity: true)
    deltas.removeAll()
    removals.removeAll(keepingCapacity: true)
  }
}
