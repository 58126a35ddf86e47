internal import Support

extension LegacyLogRecord {
  /// The record with the same content as a row of a batch.
  package init(
    _ batch: borrowing DeltaBatch, row index: Int, sources: SourceTable
  ) throws(LegacyLogError) {
    let row = batch.row(index)
    guard let epoch = UInt32(exactly: row.epoch.rawValue) else {
      throw .epochTooLarge(row.epoch.rawValue)
    }
    let before = [UInt8](repeating: 0, count: row.offset)
    self.init(
      deltaID: row.id.rawValue, pageID: row.page.rawValue, epoch: epoch,
      mask: before + (0..<row.count).map { row.form == .ones ? 1 : bit(row.mask, $0) },
      payload: row.form == .sparse ? [] : before, sparseFlag: row.form == .sparse ? 1 : 0,
      timestamp: row.timestamp, source: sources.name(of: row.source) ?? [],
      intent: batch.intent(index))
    for index in 0..<row.payload.byteCount {
      payload.append(row.payload[index])
    }
  }

  /// Appends the record's delta to a batch: the range from the first to the last changed byte, and
  /// the changed bytes. Bytes beyond `pageByteCount` are dropped, as the original does.
  func append(
    to batch: inout DeltaBatch, pageByteCount: Int, sources: inout SourceTable
  ) {
    precondition(isWellFormed, "a record becomes a delta only if its payload fits its mask")
    var changes = Changes()
    for (index, flag) in mask.prefix(pageByteCount).enumerated() where flag != 0 {
      changes.append(payload[isSparse ? changes.bytes.count : index], at: index)
    }
    let header = DeltaHeader(
      id: DeltaID(deltaID), page: PageID(pageID), epoch: Epoch(UInt64(epoch)),
      offset: changes.first, timestamp: timestamp, source: sources.intern(source), intent: intent)
    changes.append(to: &batch, header)
  }
}

/// Changed bytes in ascending order, gathered into a mask and packed bytes.
private struct Changes {
  var bytes: [UInt8] = []
  /// The first changed byte of the page, and the count of bytes from there to the last change.
  var first = 0
  var count = 0
  private var mask: [UInt64] = []

  mutating func append(_ byte: UInt8, at index: Int) {
    if bytes.isEmpty { first = index }
    count = index - first + 1
    while mask.count * 64 < count { mask.append(0) }
    mask[(count - 1) / 64] |= 1 << UInt64((count - 1) % 64)
    bytes.append(byte)
  }

  func append(to batch: inout DeltaBatch, _ header: DeltaHeader) {
    do throws(DeltaError) {
      if bytes.count == count {
        try batch.append(header, bytes: bytes.span.raw)
      } else {
        try batch.append(
          header, mask: mask.span, count: count, payload: bytes.span.raw, isSparse: true)
      }
    } catch {
      preconditionFailure("a well-formed record is a valid delta: \(error)")
    }
  }
}

private func bit(_ mask: Span<UInt64>, _ index: Int) -> UInt8 {
  UInt8(truncatingIfNeeded: mask[index / 64] >> UInt64(index % 64) & 1)
}
