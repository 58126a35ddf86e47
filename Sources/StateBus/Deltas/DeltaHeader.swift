/// The facts of a delta beside its mask and bytes.
///
///     let header = DeltaHeader(id: DeltaID(1), page: PageID(7), epoch: Epoch(1), offset: 128)
public struct DeltaHeader: Equatable, Sendable {
  /// The delta's name.
  public var id: DeltaID
  /// The page it changes.
  public var page: PageID
  /// The page's epoch once the delta is applied.
  public var epoch: Epoch
  /// The first byte of the page that the mask covers.
  public var offset: Int
  /// Nanoseconds since 1970, 0 if unknown.
  public var timestamp: UInt64
  /// The delta's maker.
  public var source: Source
  /// The reason, as the maker wrote it (JSON by convention); an empty text differs from nil.
  public var intent: [UInt8]?

  /// Describes a delta.
  public init(
    id: DeltaID, page: PageID, epoch: Epoch, offset: Int = 0, timestamp: UInt64 = 0,
    source: Source = .unnamed, intent: [UInt8]? = nil
  ) {
    self.id = id
    self.page = page
    self.epoch = epoch
    self.offset = offset
    self.timestamp = timestamp
    self.source = source
    self.intent = intent
  }
}
