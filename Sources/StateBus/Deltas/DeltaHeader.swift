/// All that a delta says but its bytes.
///
///     let header = DeltaHeader(id: DeltaID(1), page: PageID(7), epoch: Epoch(1), offset: 128)
public struct DeltaHeader: Equatable, Sendable {
  /// The delta's name.
  public var id: DeltaID
  /// The page it changes.
  public var page: PageID
  /// The page's epoch once it is applied.
  public var epoch: Epoch
  /// The first byte of the page that the mask speaks of.
  public var offset: Int
  /// Nanoseconds since 1970, 0 if unknown.
  public var timestamp: UInt64
  /// Its maker.
  public var source: Source
  /// The reason, as the maker wrote it (JSON by convention); an empty text is not the same as none.
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
