/// One delta of a batch, in place, without a copy.
public struct DeltaRow: ~Escapable {
  /// The delta's name.
  public let id: DeltaID
  /// The page it changes.
  public let page: PageID
  /// The page's epoch once the delta is applied.
  public let epoch: Epoch
  /// Nanoseconds since 1970, 0 if unknown.
  public let timestamp: UInt64
  /// The delta's maker.
  public let source: Source
  /// The first byte of the page that the mask covers.
  public let offset: Int
  /// The number of bytes that the mask covers.
  public let count: Int
  /// The form in which the bytes are stored.
  public let form: DeltaForm
  /// The mask, least significant bit first; empty in the form `ones`.
  public let mask: Span<UInt64>
  /// The bytes.
  public let payload: RawSpan

  @_lifetime(borrow batch)
  fileprivate init(_ batch: borrowing DeltaBatch, _ index: Int) {
    let extent = batch.extents[index]
    id = DeltaID(batch.ids[index])
    page = PageID(batch.pages[index])
    epoch = Epoch(batch.epochs[index])
    timestamp = batch.timestamps[index]
    source = Source(index: batch.sources[index])
    offset = Int(extent.offset)
    count = Int(extent.count)
    form = extent.form
    let words = extent.maskStart..<extent.maskStart + extent.wordCount
    let range = extent.payloadStart..<extent.payloadStart + Int(extent.payloadCount)
    let masks = batch.maskWords.span
    let bytes = unsafe batch.payload.span.bytes
    mask = unsafe _overrideLifetime(masks.extracting(words), borrowing: batch)
    payload = unsafe _overrideLifetime(bytes.extracting(range), borrowing: batch)
  }
}

extension DeltaBatch {
  /// Answers the row at an index, in place. Constant time, no allocation.
  @_lifetime(borrow self)
  public borrowing func row(_ index: Int) -> DeltaRow { DeltaRow(self, index) }

  /// Answers the row's facts beside its mask and bytes.
  public func header(_ index: Int) -> DeltaHeader {
    DeltaHeader(
      id: DeltaID(ids[index]), page: PageID(pages[index]), epoch: Epoch(epochs[index]),
      offset: Int(extents[index].offset), timestamp: timestamps[index],
      source: Source(index: sources[index]), intent: intent(index))
  }

  /// Answers the row's intent, nil for none.
  public func intent(_ index: Int) -> [UInt8]? {
    intentIndexes[index] == 0 ? nil : intents[Int(intentIndexes[index]) - 1]
  }
}
