public import StateBus

extension Commit {
  /// A commit of one small delta.
  public static func small(_ number: Int) throws -> Commit {
    var commit = Commit()
    let bytes = [UInt8](repeating: UInt8(truncatingIfNeeded: number), count: 5 + number % 7)
    let header = DeltaHeader(
      id: DeltaID(UInt64(number)), page: PageID(3), epoch: Epoch(UInt64(number)))
    unsafe try commit.deltas.append(header, bytes: bytes.span.bytes)
    return commit
  }

  /// A commit of one delta of `byteCount` bytes.
  public static func of(byteCount: Int, page: UInt64 = 1, offset: Int = 0) throws -> Commit {
    var commit = Commit()
    let bytes = [UInt8](repeating: 7, count: byteCount)
    let header = DeltaHeader(id: DeltaID(1), page: PageID(page), epoch: Epoch(1), offset: offset)
    unsafe try commit.deltas.append(header, bytes: bytes.span.bytes)
    return commit
  }
}
